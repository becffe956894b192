// A JSON document as a tree of the members that a projection asks for: most of an event is not
// wanted. Of members of the same name in one object the first counts.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace harbor {

struct JsonNode {
  enum class Kind : std::uint8_t {
    kNull,   // Missing and null are the same.
    kPlain,  // `text` is what PostgreSQL would cast.
    kObject,
    kArray,
  };

  Kind kind = Kind::kNull;
  std::string text;
  std::vector<std::string_view> names;  // Of an object's children, as in the list of wanted ones.
  std::vector<JsonNode> children;

  // The member of an object; null where there is none, or no object.
  const JsonNode& at(std::string_view name) const;
};

// Nothing unless the whole text is one valid JSON document. `wanted` must outlive the tree; what
// lies deeper than any projection asks is left out.
std::optional<JsonNode> read_json(std::string_view text, std::span<const std::string_view> wanted);

}  // namespace harbor
