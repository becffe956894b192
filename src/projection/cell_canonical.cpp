#include "cell_canonical.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <system_error>

#include "bytea_text.h"
#include "cell_check.h"
#include "number_text.h"
#include "time_text.h"
#include "uuid_text.h"

namespace projector {
namespace {

// Null: not known here.
using Canonical = std::string_view;

std::string_view kept_or_copied(std::string_view text, std::string_view canonical,
                                ByteArena& arena) {
  return text == canonical ? text : arena.copy(canonical);
}

Canonical canonical_integer(std::string_view text, ByteArena& arena) {
  std::int64_t number = 0;
  if (read_integer(text, number) != NumberForm::kRead) return Canonical();
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return kept_or_copied(text, {digits.data(), static_cast<std::size_t>(end - digits.data())},
                        arena);
}

Canonical canonical_special(std::string_view text) {
  const std::string_view special = special_number(text);
  return special.empty() ? Canonical() : special;
}

Canonical canonical_numeric(const ColumnType& type, std::string_view text, ByteArena& arena) {
  Decimal number;
  if (read_decimal(text, number) != NumberForm::kRead) return canonical_special(text);
  const bool has_scale = type.digits_max >= 0;
  const auto canonical =
      canonical_decimal(number, has_scale ? std::optional(type.scale) : std::nullopt);
  return canonical ? kept_or_copied(text, *canonical, arena) : Canonical();
}

// The shortest text that is read as the same number.
template <typename Float>
Canonical shortest(std::string_view text, ByteArena& arena) {
  std::string_view digits = trim(text);
  if (digits[0] == '+') digits.remove_prefix(1);
  Float number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return Canonical();
  if (number == 0) number = 0;  // Of the two zeros, which are equal, that without a sign.
  std::array<char, 40> shortest;
  const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), number).ptr;
  return kept_or_copied(text, {shortest.data(), static_cast<std::size_t>(end - shortest.data())},
                        arena);
}

Canonical canonical_float(const ColumnType& type, std::string_view text, ByteArena& arena) {
  Decimal number;
  if (read_decimal(text, number) != NumberForm::kRead) return canonical_special(text);
  return type.is_real ? shortest<float>(text, arena) : shortest<double>(text, arena);
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

Canonical canonical_time(const ColumnType& type, std::string_view text, ByteArena& arena) {
  const std::string_view endless = endless_time(text);
  if (!endless.empty()) return endless;
  TimeParts parts;
  if (read_time(text, parts) != TimeForm::kRead) return Canonical();
  if (type.family == TypeFamily::kDate) {
    return kept_or_copied(text, TimeText::of_date(parts.date).view(), arena);
  }
  const bool with_zone = type.family == TypeFamily::kTimestamptz;
  const std::int64_t time = epoch_microseconds(parts, with_zone, type.second_digits);
  return kept_or_copied(text, TimeText::of_time(time, with_zone).view(), arena);
}

Canonical canonical_clock(const ColumnType& type, std::string_view text, ByteArena& arena) {
  ClockParts parts;
  if (read_clock(text, parts) != TimeForm::kRead) return Canonical();
  const auto time = rounded_time_of_day(parts, type.second_digits);
  const TimeText clock =
      type.has_zone ? TimeText::of_clock(time, parts.offset) : TimeText::of_clock(time);
  return kept_or_copied(text, clock.view(), arena);
}

Canonical canonical_uuid(std::string_view text, ByteArena& arena) {
  const auto uuid = read_uuid(text);
  if (!uuid) return Canonical();
  return kept_or_copied(text, {uuid->data(), uuid->size()}, arena);
}

Canonical canonical_bytea(std::string_view text, ByteArena& arena) {
  const auto count = count_bytea(text);
  if (!count) return Canonical();
  const std::size_t size = 2 + 2 * *count;
  char* const hex = arena.allocate(size);
  write_bytea(text, hex);
  return std::string_view(hex, size);
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::string_view lowered(std::string_view text, ByteArena& arena) {
  if (std::none_of(text.begin(), text.end(), is_upper)) return text;
  char* const lower = arena.allocate(text.size());
  std::transform(text.begin(), text.end(), lower,
                 [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
  return {lower, text.size()};
}

// The first bytes, without a part of a character.
std::string_view clipped(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// What is beyond the length passed the check, so it is spaces.
std::string_view without_excess(std::string_view text, std::int32_t length_max) {
  if (length_max < 0 || text.size() <= static_cast<std::size_t>(length_max)) return text;
  std::size_t excess = count_characters(text);
  excess -= std::min(excess, static_cast<std::size_t>(length_max));
  return text.substr(0, text.size() - excess);
}

std::string_view canonical_text(const ColumnType& type, std::string_view text, ByteArena& arena) {
  constexpr std::size_t kNameBytesMax = 63;
  if (type.pads_with_spaces) return text.substr(0, text.find_last_not_of(' ') + 1);
  if (type.folds_case) return lowered(text, arena);
  if (type.is_name) return clipped(text, kNameBytesMax);
  return without_excess(text, type.length_max);
}

}  // namespace

Canonical canonical_cell(const ColumnType& type, std::string_view text, ByteArena& arena) {
  return type.is_array ? Canonical() : canonical_scalar(type, text, arena);
}

Canonical canonical_scalar(const ColumnType& type, std::string_view text, ByteArena& arena) {
  switch (type.family) {
    case TypeFamily::kText:
      return canonical_text(type, text, arena);
    case TypeFamily::kSmallint:
    case TypeFamily::kInteger:
    case TypeFamily::kBigint:
      return canonical_integer(text, arena);
    case TypeFamily::kNumeric:
      return canonical_numeric(type, text, arena);
    case TypeFamily::kFloat:
      return canonical_float(type, text, arena);
    case TypeFamily::kBoolean:
      return canonical_boolean(text);
    case TypeFamily::kDate:
    case TypeFamily::kTimestamp:
    case TypeFamily::kTimestamptz:
      return canonical_time(type, text, arena);
    case TypeFamily::kTime:
      return canonical_clock(type, text, arena);
    case TypeFamily::kUuid:
      return canonical_uuid(text, arena);
    case TypeFamily::kBytea:
      return canonical_bytea(text, arena);
    case TypeFamily::kEnum:
      return text;
    case TypeFamily::kJson:
    case TypeFamily::kOther:
      break;
  }
  return Canonical();
}

bool has_canonical_form(const ColumnType& type) {
  return type.family != TypeFamily::kJson && type.family != TypeFamily::kOther;
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
    return time;
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
