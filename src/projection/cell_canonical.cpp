#include "cell_canonical.h"

#include <array>
#include <charconv>
#include <string>

#include "number_text.h"
#include "time_text.h"
#include "uuid_text.h"

namespace projector {
namespace {

std::string_view kept_or_copied(std::string_view text, std::string_view canonical,
                                ByteArena& arena) {
  return text == canonical ? text : arena.copy(canonical);
}

std::string_view canonical_integer(std::string_view text, ByteArena& arena) {
  std::int64_t number = 0;
  if (read_integer(text, number) != NumberForm::kRead) return text;
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return kept_or_copied(text, {digits.data(), static_cast<std::size_t>(end - digits.data())},
                        arena);
}

std::string_view canonical_numeric(std::string_view text, ByteArena& arena) {
  Decimal number;
  if (read_decimal(text, number) != NumberForm::kRead) return text;
  const auto canonical = canonical_decimal(number);
  return canonical ? kept_or_copied(text, *canonical, arena) : text;
}

// The check has passed the text, so its first letters decide.
std::string_view canonical_boolean(std::string_view text) {
  const std::string_view word = trim(text);
  const char first = word[0];
  const bool is_on =
      word.size() == 2 && (word[1] == 'n' || word[1] == 'N') && (first == 'o' || first == 'O');
  const bool is_true = first == 't' || first == 'T' || first == 'y' || first == 'Y' || first == '1';
  return is_on || is_true ? "true" : "false";
}

std::string_view canonical_time(const ColumnType& type, std::string_view text, ByteArena& arena) {
  TimeParts parts;
  if (read_time(text, parts) != TimeForm::kRead) return text;
  if (type.family == TypeFamily::kDate) {
    return kept_or_copied(text, TimeText::of_date(parts.date).view(), arena);
  }
  const bool with_zone = type.family == TypeFamily::kTimestamptz;
  const std::int64_t time = epoch_microseconds(parts, with_zone, type.second_digits);
  if (!has_plain_year(time)) return text;
  return kept_or_copied(text, TimeText::of_time(time, with_zone).view(), arena);
}

std::string_view canonical_uuid(std::string_view text, ByteArena& arena) {
  const auto uuid = read_uuid(text);
  return uuid ? kept_or_copied(text, {uuid->data(), uuid->size()}, arena) : text;
}

}  // namespace

std::string_view canonical_cell(const ColumnType& type, std::string_view text, ByteArena& arena) {
  switch (type.family) {
    case TypeFamily::kSmallint:
    case TypeFamily::kInteger:
    case TypeFamily::kBigint:
      return canonical_integer(text, arena);
    case TypeFamily::kNumeric:
      return canonical_numeric(text, arena);
    case TypeFamily::kBoolean:
      return canonical_boolean(text);
    case TypeFamily::kDate:
    case TypeFamily::kTimestamp:
    case TypeFamily::kTimestamptz:
      return canonical_time(type, text, arena);
    case TypeFamily::kUuid:
      return canonical_uuid(text, arena);
    case TypeFamily::kText:
      return type.pads_with_spaces ? text.substr(0, text.find_last_not_of(' ') + 1) : text;
    case TypeFamily::kFloat:
    case TypeFamily::kJson:
    case TypeFamily::kOther:
      break;
  }
  return text;
}

bool has_order(TypeFamily family) {
  switch (family) {
    case TypeFamily::kSmallint:
    case TypeFamily::kInteger:
    case TypeFamily::kBigint:
    case TypeFamily::kNumeric:
    case TypeFamily::kTimestamp:
    case TypeFamily::kTimestamptz:
      return true;
    default:
      return false;
  }
}

std::optional<std::int64_t> version_order(const ColumnType& type, std::string_view text) {
  if (type.family == TypeFamily::kTimestamp || type.family == TypeFamily::kTimestamptz) {
    TimeParts parts;
    if (read_time(text, parts) != TimeForm::kRead) return std::nullopt;
    const bool with_offset = type.family == TypeFamily::kTimestamptz;
    const std::int64_t time = epoch_microseconds(parts, with_offset, type.second_digits);
    return has_plain_year(time) ? std::optional(time) : std::nullopt;
  }
  if (type.family == TypeFamily::kNumeric) {
    Decimal number;
    if (read_decimal(text, number) != NumberForm::kRead) return std::nullopt;
    return integral_value(number);
  }
  std::int64_t number = 0;
  if (read_integer(text, number) != NumberForm::kRead) return std::nullopt;
  return number;
}

}  // namespace projector
