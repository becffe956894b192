// JSON Pointers (RFC 6901), as their reference tokens.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace projector {

struct PointerToken {
  std::string name;
  std::optional<std::uint64_t> index;  // Where the name is also a place in an array.
};

// The tokens of "/a/0/b"; of "" none, which is the whole document. nullopt where the text is no
// pointer: it must be empty or begin with a slash, and "~" must be followed by 0 or 1.
std::optional<std::vector<PointerToken>> parse_pointer(std::string_view text);

}  // namespace projector
