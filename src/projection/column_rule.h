// What the mapper knows of one column of a change: made once, then constant.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "projector/projection/options.h"

#include "column_type.h"

namespace projector {

enum class SourceKind : std::uint8_t {
  kPointer,  // Into the document.
  kElement,  // Into the element of `each`.
  kIndex,    // The element's place.
  kKey,
  kOffset,
  kPartition,
  kTimestamp,
  kHeader,
  kConstant,  // Also the topic's name.
};

struct CellSource {
  SourceKind kind = SourceKind::kConstant;
  ValueFormat format = ValueFormat::kAsWritten;
  std::uint32_t slot = 0;  // Of a pointer, in its trie.
  std::string argument;    // The header's name, or the constant's text.
  std::string written;     // As the configuration says it, for reasons.

  bool is_of_element() const { return kind == SourceKind::kElement || kind == SourceKind::kIndex; }
};

enum class ColumnRole : std::uint8_t { kValue, kKey, kVersion, kMark };

struct ColumnRule {
  std::string name;
  ColumnType type;
  ColumnRole role = ColumnRole::kValue;
  CellSource source;
  std::optional<std::string> default_text;  // Where the value is missing or null.
  bool is_required = false;                 // Declared so, in the key, or NOT NULL.

  // Written in one way for equal values, so that rows can be told apart by their bytes.
  bool is_canonical() const { return role == ColumnRole::kKey || role == ColumnRole::kVersion; }
};

}  // namespace projector
