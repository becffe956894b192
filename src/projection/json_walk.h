// One walk over a whole document: checks every byte of it to be JSON (RFC 8259), and picks up in
// passing what the pointers ask for.
//
// A walker of our own instead of simdjson's On-Demand: On-Demand does not check what it skips, and
// reads no number beyond 64 bits, so each value would have to be scanned a second time here. The
// bench keeps the comparison: about the same time for the walk alone. simdjson checks the UTF-8.
//
// Thread: one owner. Keeps its memory between documents.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json_value.h"
#include "pointer_trie.h"

namespace projector {

class JsonWalk {
 public:
  // Deeper than people write; the walk recurses, so it bounds the stack.
  static constexpr int kDepthMax = 64;

  // Fills values() and returns true, or returns false: then error() says where and why.
  // Requires: kJsonPadding zeros behind `document`, which must live as long as the values are used.
  [[nodiscard]] bool walk(std::string_view document, PointerTrie& pointers);

  // Fills values() from one value of a document that was walked before, by pointers into it, and
  // returns the byte behind it.
  const char* walk_part(const char* at, PointerTrie& pointers);

  // By slot of the trie.
  const JsonValue& value(std::uint32_t slot) const { return values_[slot]; }

  // For a person; shows nothing of the document.
  std::string error() const;

 private:
  void begin(PointerTrie& pointers);

  // Each takes the first byte of its part and returns the one behind it, or null after fail().
  const char* walk_value(const char* at, std::uint32_t node, int depth);
  const char* walk_content(const char* at, std::uint32_t node, int depth, JsonKind& kind);
  const char* walk_object(const char* at, std::uint32_t node, int depth);
  const char* walk_member(const char* at, std::uint32_t node, int depth);
  const char* walk_array(const char* at, std::uint32_t node, int depth);
  const char* walk_string(const char* at);
  const char* walk_string_from(const char* at);
  const char* walk_number(const char* at);
  const char* walk_literal(const char* at, std::string_view literal);

  std::uint32_t child_for(std::uint32_t node, std::string_view name, bool escaped);
  const char* fail(const char* at, const char* reason);

  PointerTrie* pointers_ = nullptr;  // Of the walk under way.
  std::vector<JsonValue> values_;
  std::string name_;  // A member's name without its escapes.

  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t escapes_ = 0;  // Met so far; a part had some if the count rose over it.
  std::uint64_t escaped_nuls_ = 0;

  const char* error_reason_ = nullptr;
  std::size_t error_at_ = 0;
};

}  // namespace projector
