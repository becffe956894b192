// A value that a pointer found in a document: what it is, and where it stands.

#pragma once

#include <cstdint>
#include <string_view>

namespace projector {

enum class JsonKind : std::uint8_t {
  kMissing,
  kNull,
  kString,
  kNumber,
  kTrue,
  kFalse,
  kObject,
  kArray,
};

// "a string", "an object": for reasons.
std::string_view describe(JsonKind kind);

struct JsonValue {
  JsonKind kind = JsonKind::kMissing;
  bool has_escapes = false;      // Of a string: `raw` is not its text.
  bool has_escaped_nul = false;  // \u0000 somewhere in it, which PostgreSQL's text cannot hold.
  std::string_view raw;          // As written; of a string without its quotes.

  bool is_present() const { return kind > JsonKind::kNull; }
  // With the quotes that a string has in the document.
  std::string_view document_text() const {
    if (kind != JsonKind::kString) return raw;
    return {raw.data() - 1, raw.size() + 2};
  }
};

}  // namespace projector
