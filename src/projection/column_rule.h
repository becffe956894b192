// What the mapper knows of one column of its table: made once, then constant.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "column_type.h"

namespace projector {

enum class SourceKind : std::uint8_t {
  kPointer,
  kKey,
  kOffset,
  kPartition,
  kTimestamp,
  kHeader,
  kConstant,  // Also the topic's name.
};

struct CellSource {
  SourceKind kind = SourceKind::kConstant;
  std::uint32_t slot = 0;  // Of a pointer, in the trie.
  std::string argument;    // The header's name, or the constant's text.
  std::string written;     // As the configuration says it, for reasons.
};

enum class ColumnRole : std::uint8_t { kValue, kKey, kVersion };

struct ColumnRule {
  std::string name;
  ColumnType type;
  ColumnRole role = ColumnRole::kValue;
  CellSource source;
  std::optional<std::string> default_text;  // Where the value is missing or null.
  bool is_required = false;                 // Declared so, in the key, or NOT NULL.
};

}  // namespace projector
