// From a record to the text of one column, by the column's rule; no checks of types here, but of
// the elements of arrays.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "projector/core/record.h"

#include "array_text.h"
#include "column_rule.h"
#include "json_walk.h"
#include "record_room.h"

namespace projector {

// More than a header of an application has; without a bound, headers could escape the accounting
// of memory, which goes by keys and values.
inline constexpr std::size_t kHeaderBytesMax = 4096;

enum class CellFault : std::uint8_t {
  kNone,
  kNul,      // \u0000, which no text of PostgreSQL can hold.
  kNotUtf8,  // Of a key or header.
  kKind,     // An object or array where a scalar is wanted, or no array where one is.
  kHeaderTooLarge,
  kElement,    // Of an array: see ArrayText::failure().
  kNoEpoch,    // No number where `format` reads one as a time.
  kTimeRange,  // A time that no timestamp of PostgreSQL can hold.
  kNoRoom,     // Of the batch.
};

struct SourcedCell {
  std::string_view text;              // Null data(): missing or null. In the arena, or of the rule.
  JsonKind kind = JsonKind::kString;  // What it is in the document; of other sources a string.
  CellFault fault = CellFault::kNone;
  bool is_checked = false;  // Against its column's type.
};

// The element of `each` at hand.
struct ElementFields {
  const JsonWalk* walk = nullptr;
  const std::string* array = nullptr;  // The pointer of `each`, as written.
  std::uint64_t index = 0;
};

// The record of the walk, as the cells see it.
struct RecordFields {
  const RecordView* record = nullptr;
  std::string_view key;            // Its copy in the arena; null stays null.
  const JsonWalk* walk = nullptr;  // Null: the record has no value.
  ElementFields element;
  RecordRoom* room = nullptr;
  ArrayText* arrays = nullptr;
};

SourcedCell source_cell(const ColumnRule& rule, const RecordFields& from);

}  // namespace projector
