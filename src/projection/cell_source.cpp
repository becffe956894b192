#include "cell_source.h"

#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <optional>

#include <simdjson.h>

#include "json_string.h"
#include "number_text.h"
#include "time_text.h"

namespace projector {
namespace {

SourcedCell faulty(CellFault fault, JsonKind kind) {
  SourcedCell cell;
  cell.kind = kind;
  cell.fault = fault;
  return cell;
}

void put_unescaped(std::string_view inside, RecordRoom& room, SourcedCell& cell) {
  if (!room.has(inside.size())) {
    cell.fault = CellFault::kNoRoom;
    return;
  }
  char* const text = room.arena().allocate(inside.size());
  cell.text = {text, unescape(inside.data(), inside.data() + inside.size(), text)};
}

void put_array(const ColumnRule& rule, const JsonValue& value, const RecordFields& from,
               SourcedCell& cell) {
  const std::string_view text = from.arrays->write(value.raw, rule.type, rule.is_canonical());
  if (text.empty()) {
    cell.fault = CellFault::kElement;
  } else if (!from.room->has(text.size())) {
    cell.fault = CellFault::kNoRoom;
  } else {
    cell.text = from.room->arena().copy(text);
    cell.is_checked = true;
  }
}

// Texts of PostgreSQL's own form may stand in a string.
bool is_of_wrong_kind(const ColumnRule& rule, JsonKind kind) {
  if (kind == JsonKind::kObject) return true;
  return rule.type.is_array ? kind != JsonKind::kString : kind == JsonKind::kArray;
}

SourcedCell from_value(const ColumnRule& rule, const JsonValue& value, const RecordFields& from) {
  SourcedCell cell;
  cell.kind = value.kind;
  if (!value.is_present()) return cell;

  if (rule.type.is_array && value.kind == JsonKind::kArray) {
    put_array(rule, value, from, cell);
  } else if (rule.type.family == TypeFamily::kJson && !rule.type.is_array) {
    cell.text = value.document_text();
    // The type json keeps the escape as it is; jsonb cannot.
    if (value.has_escaped_nul && rule.type.is_jsonb) cell.fault = CellFault::kNul;
  } else if (value.has_escaped_nul) {
    cell.fault = CellFault::kNul;
  } else if (is_of_wrong_kind(rule, value.kind)) {
    cell.fault = CellFault::kKind;
  } else if (value.has_escapes) {
    put_unescaped(value.raw, *from.room, cell);
  } else {
    cell.text = value.raw;
  }
  return cell;
}

SourcedCell from_bytes(std::string_view bytes) {
  SourcedCell cell;
  cell.text = bytes;
  if (bytes.data() == nullptr) {
    cell.kind = JsonKind::kMissing;
  } else if (bytes.find('\0') != std::string_view::npos) {
    cell.fault = CellFault::kNul;
  } else if (!simdjson::validate_utf8(bytes.data(), bytes.size())) {
    cell.fault = CellFault::kNotUtf8;
  }
  return cell;
}

SourcedCell from_header(const ColumnRule& rule, const RecordFields& from) {
  const RecordHeaders* const headers = from.record->headers;
  const auto found = headers == nullptr ? std::nullopt : headers->find(rule.source.argument);
  if (!found) return from_bytes({});
  if (found->size() > kHeaderBytesMax) {
    return faulty(CellFault::kHeaderTooLarge, JsonKind::kString);
  }
  if (!from.room->has(found->size())) return faulty(CellFault::kNoRoom, JsonKind::kString);
  return from_bytes(from.room->arena().copy(*found));
}

SourcedCell from_number(std::int64_t number, RecordRoom& room) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  SourcedCell cell;
  cell.kind = JsonKind::kNumber;
  cell.text = room.arena().copy({digits.data(), static_cast<std::size_t>(end - digits.data())});
  return cell;
}

// "+00" is passed over where the column has no zone.
void put_time(const ColumnRule& rule, std::int64_t microseconds, RecordRoom& room,
              SourcedCell& cell) {
  if (!is_storable(microseconds)) {
    cell.fault = CellFault::kTimeRange;
    return;
  }
  const bool has_zone = rule.type.family != TypeFamily::kTimestamp;
  cell.text = room.arena().copy(TimeText::of_time(microseconds, has_zone).view());
}

bool is_time(TypeFamily family) {
  return family == TypeFamily::kDate || family == TypeFamily::kTimestamp ||
         family == TypeFamily::kTimestamptz || family == TypeFamily::kTime;
}

// Where a number is wanted, the milliseconds since 1970, as Kafka counts; elsewhere the time in
// UTC, which reads as a time.
SourcedCell from_timestamp(const ColumnRule& rule, const RecordFields& from) {
  const auto& timestamp = from.record->timestamp;
  if (!timestamp) return from_bytes({});
  const std::int64_t milliseconds = timestamp->time_since_epoch().count();
  const TypeFamily family = rule.type.family;
  if (!is_time(family) && family != TypeFamily::kText) {
    return from_number(milliseconds, *from.room);
  }
  SourcedCell cell;
  constexpr std::int64_t kMillisecondsMax = std::numeric_limits<std::int64_t>::max() / 1000;
  const bool fits = milliseconds <= kMillisecondsMax && milliseconds >= -kMillisecondsMax;
  if (fits) {
    put_time(rule, milliseconds * 1000, *from.room, cell);
  } else {
    cell.fault = CellFault::kTimeRange;
  }
  return cell;
}

// Leaves the cell where it is no text to be read as a number.
void read_epoch(const ColumnRule& rule, const RecordFields& from, SourcedCell& cell) {
  if (cell.fault == CellFault::kKind) cell.fault = CellFault::kNoEpoch;
  if (cell.fault != CellFault::kNone || cell.text.data() == nullptr) return;

  Decimal number;
  if (read_decimal(cell.text, number) != NumberForm::kRead) {
    cell.fault = CellFault::kNoEpoch;
    return;
  }
  const std::int32_t digits_beyond = rule.source.format == ValueFormat::kEpochSeconds ? 6 : 3;
  const auto microseconds = shifted_integer(number, digits_beyond);
  if (microseconds) {
    put_time(rule, *microseconds, *from.room, cell);
  } else {
    cell.fault = CellFault::kTimeRange;
  }
}

SourcedCell from_constant(const ColumnRule& rule) {
  SourcedCell cell;
  cell.text = rule.source.argument;
  cell.is_checked = true;
  return cell;
}

SourcedCell as_written(const ColumnRule& rule, const RecordFields& from) {
  switch (rule.source.kind) {
    case SourceKind::kPointer:
      return from_value(rule, from.walk->value(rule.source.slot), from);
    case SourceKind::kElement:
      return from_value(rule, from.element.walk->value(rule.source.slot), from);
    case SourceKind::kIndex:
      return from_number(static_cast<std::int64_t>(from.element.index), *from.room);
    case SourceKind::kKey:
      return from_bytes(from.key);
    case SourceKind::kOffset:
      return from_number(from.record->offset.value, *from.room);
    case SourceKind::kPartition:
      return from_number(from.record->partition.partition, *from.room);
    case SourceKind::kTimestamp:
      return from_timestamp(rule, from);
    case SourceKind::kHeader:
      return from_header(rule, from);
    case SourceKind::kConstant:
      break;
  }
  return from_constant(rule);
}

}  // namespace

SourcedCell source_cell(const ColumnRule& rule, const RecordFields& from) {
  const bool has_format = rule.source.format != ValueFormat::kAsWritten;
  if (rule.source.kind == SourceKind::kPointer && !has_format) {
    return from_value(rule, from.walk->value(rule.source.slot), from);  // Nearly all of them.
  }
  SourcedCell cell = as_written(rule, from);
  if (has_format) read_epoch(rule, from, cell);
  return cell;
}

}  // namespace projector
