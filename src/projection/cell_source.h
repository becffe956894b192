// From a record to the text of one column, by the column's rule; no checks of types here.

#pragma once

#include <cstdint>
#include <string_view>

#include "projector/core/byte_arena.h"
#include "projector/core/record.h"

#include "column_rule.h"
#include "json_walk.h"

namespace projector {

// More than a header of an application has; without a bound, headers could escape the accounting
// of memory, which goes by keys and values.
inline constexpr std::size_t kHeaderBytesMax = 4096;

enum class CellFault : std::uint8_t {
  kNone,
  kNul,      // \u0000, which no text of PostgreSQL can hold.
  kNotUtf8,  // Of a key or header.
  kKind,     // An object or array where a scalar is wanted.
  kHeaderTooLarge,
};

struct SourcedCell {
  std::string_view text;              // Null data(): missing or null. In the arena, or of the rule.
  JsonKind kind = JsonKind::kString;  // What it is in the document; of other sources a string.
  CellFault fault = CellFault::kNone;
};

// The record of the walk, as the cells see it.
struct RecordFields {
  const RecordView* record = nullptr;
  std::string_view key;  // Its copy in the arena; null stays null.
  const JsonWalk* walk = nullptr;
  ByteArena* arena = nullptr;
};

SourcedCell source_cell(const ColumnRule& rule, const RecordFields& from);

}  // namespace projector
