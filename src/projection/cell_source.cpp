#include "cell_source.h"

#include <array>
#include <charconv>
#include <chrono>

#include <simdjson.h>

#include "json_string.h"
#include "time_text.h"

namespace projector {
namespace {

std::string_view unescaped(std::string_view inside, ByteArena& arena) {
  char* const text = arena.allocate(inside.size());
  return {text, unescape(inside.data(), inside.data() + inside.size(), text)};
}

SourcedCell from_pointer(const ColumnRule& rule, const RecordFields& from) {
  const JsonValue& value = from.walk->value(rule.source.slot);
  SourcedCell cell;
  cell.kind = value.kind;
  if (!value.is_present()) return cell;

  if (rule.type.family == TypeFamily::kJson) {
    cell.text = value.document_text();
    // The type json keeps the escape as it is; jsonb cannot.
    if (value.has_escaped_nul && rule.type.name == "jsonb") cell.fault = CellFault::kNul;
  } else if (value.has_escaped_nul) {
    cell.fault = CellFault::kNul;
  } else if (value.kind == JsonKind::kObject || value.kind == JsonKind::kArray) {
    cell.fault = CellFault::kKind;
  } else {
    cell.text = value.has_escapes ? unescaped(value.raw, *from.arena) : value.raw;
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
  if (found->size() <= kHeaderBytesMax) return from_bytes(from.arena->copy(*found));

  SourcedCell cell;
  cell.fault = CellFault::kHeaderTooLarge;
  return cell;
}

SourcedCell from_number(std::int64_t number, ByteArena& arena) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  SourcedCell cell;
  cell.kind = JsonKind::kNumber;
  cell.text = arena.copy({digits.data(), static_cast<std::size_t>(end - digits.data())});
  return cell;
}

// Where a number is wanted, the milliseconds since 1970, as Kafka counts; elsewhere the time in
// UTC.
SourcedCell from_timestamp(const ColumnRule& rule, const RecordFields& from) {
  const auto& timestamp = from.record->timestamp;
  if (!timestamp) return from_bytes({});

  const auto milliseconds = timestamp->time_since_epoch();
  const std::int64_t time = std::chrono::microseconds(milliseconds).count();
  const TypeFamily family = rule.type.family;
  const bool as_text = family == TypeFamily::kText || family == TypeFamily::kDate ||
                       family == TypeFamily::kTimestamp || family == TypeFamily::kTimestamptz;
  if (!as_text || !has_plain_year(time)) return from_number(milliseconds.count(), *from.arena);

  SourcedCell cell;
  cell.text = from.arena->copy(TimeText::of_time(time, true).view());
  return cell;
}

}  // namespace

SourcedCell source_cell(const ColumnRule& rule, const RecordFields& from) {
  switch (rule.source.kind) {
    case SourceKind::kPointer:
      return from_pointer(rule, from);
    case SourceKind::kKey:
      return from_bytes(from.key);
    case SourceKind::kOffset:
      return from_number(from.record->offset.value, *from.arena);
    case SourceKind::kPartition:
      return from_number(from.record->partition.partition, *from.arena);
    case SourceKind::kTimestamp:
      return from_timestamp(rule, from);
    case SourceKind::kHeader:
      return from_header(rule, from);
    case SourceKind::kConstant:
      break;
  }
  SourcedCell cell;
  cell.text = rule.source.argument;
  return cell;
}

}  // namespace projector
