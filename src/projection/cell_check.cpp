#include "cell_check.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "bytea_text.h"
#include "number_text.h"
#include "time_text.h"
#include "uuid_text.h"

namespace projector {
namespace {

template <typename Number>
bool fits(std::int64_t number) {
  return number >= std::numeric_limits<Number>::min() &&
         number <= std::numeric_limits<Number>::max();
}

CellVerdict check_integer(TypeFamily family, std::string_view text) {
  std::int64_t number = 0;
  switch (read_integer(text, number)) {
    case NumberForm::kRead:
      break;
    case NumberForm::kUnsure:
      return CellVerdict::kPass;
    case NumberForm::kOutOfRange:
      return CellVerdict::kOutOfRange;
    case NumberForm::kNone:
      return CellVerdict::kWrongForm;
  }
  const bool in_range = family == TypeFamily::kBigint ||
                        (family == TypeFamily::kInteger && fits<std::int32_t>(number)) ||
                        (family == TypeFamily::kSmallint && fits<std::int16_t>(number));
  return in_range ? CellVerdict::kPass : CellVerdict::kOutOfRange;
}

// 999.995 is none for numeric(5,2): rounded, it has a digit more.
bool rounds_beyond(const Decimal& number, const ColumnType& type) {
  const auto rounded = canonical_decimal(number, type.scale);
  if (!rounded) return false;
  Decimal result;
  static_cast<void>(read_decimal(*rounded, result));
  return !result.is_zero() && result.magnitude() > std::int64_t{type.digits_max} - type.scale;
}

CellVerdict check_numeric(const ColumnType& type, std::string_view text) {
  Decimal number;
  const NumberForm form = read_decimal(text, number);
  if (form == NumberForm::kNone) return CellVerdict::kWrongForm;
  if (form != NumberForm::kRead || number.is_zero()) return CellVerdict::kPass;

  if (type.digits_max < 0) {
    // PostgreSQL's own limit of digits before the point.
    constexpr std::int64_t kWholeDigitsMax = 131'072;
    return number.magnitude() > kWholeDigitsMax ? CellVerdict::kOutOfRange : CellVerdict::kPass;
  }
  const std::int64_t digits_max = std::int64_t{type.digits_max} - type.scale;
  const bool is_over = number.magnitude() > digits_max ||
                       (number.magnitude() == digits_max && rounds_beyond(number, type));
  return is_over ? CellVerdict::kOutOfRange : CellVerdict::kPass;
}

// As strtod() for PostgreSQL: too large is refused, and so is what becomes zero without being it.
template <typename Float>
CellVerdict check_float_range(const Decimal& number, std::string_view text) {
  text = trim(text);
  if (text[0] == '+') text.remove_prefix(1);
  Float value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_over = result.ec == std::errc::result_out_of_range || !std::isfinite(value);
  // A float below the least normal one may be reported as out of range, too: the server decides.
  constexpr std::int64_t kLeastDigits =
      std::numeric_limits<Float>::min_exponent10 - std::numeric_limits<Float>::max_digits10;
  const std::int64_t magnitude = number.magnitude();
  if (is_over && magnitude < 0) {
    return magnitude < kLeastDigits ? CellVerdict::kOutOfRange : CellVerdict::kPass;
  }
  return is_over ? CellVerdict::kOutOfRange : CellVerdict::kPass;
}

CellVerdict check_float(const ColumnType& type, std::string_view text) {
  Decimal number;
  const NumberForm form = read_decimal(text, number);
  if (form == NumberForm::kNone) return CellVerdict::kWrongForm;
  if (form != NumberForm::kRead || number.is_zero()) return CellVerdict::kPass;
  return type.is_real ? check_float_range<float>(number, text)
                      : check_float_range<double>(number, text);
}

// Any beginning of a word that means one thing only, in either case.
CellVerdict check_boolean(std::string_view text) {
  text = trim(text);
  std::array<char, 5> lower{};
  if (text.empty() || text.size() > lower.size()) return CellVerdict::kWrongForm;
  std::transform(text.begin(), text.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string_view word(lower.data(), text.size());

  constexpr std::array<std::string_view, 4> kWords = {"true", "false", "yes", "no"};
  constexpr std::array<std::string_view, 5> kExact = {"on", "of", "off", "1", "0"};
  const bool known =
      std::any_of(kWords.begin(), kWords.end(),
                  [word](std::string_view whole) { return whole.starts_with(word); }) ||
      std::find(kExact.begin(), kExact.end(), word) != kExact.end();
  return known ? CellVerdict::kPass : CellVerdict::kWrongForm;
}

CellVerdict check_time(std::string_view text) {
  TimeParts parts;
  return read_time(text, parts) == TimeForm::kNone ? CellVerdict::kWrongForm : CellVerdict::kPass;
}

CellVerdict check_clock(std::string_view text) {
  ClockParts parts;
  return read_clock(text, parts) == TimeForm::kNone ? CellVerdict::kWrongForm : CellVerdict::kPass;
}

// The catalog may say no labels, where it could not be read: then the server decides.
CellVerdict check_enum(const ColumnType& type, std::string_view text) {
  const bool known = type.labels.empty() ||
                     std::find(type.labels.begin(), type.labels.end(), text) != type.labels.end();
  return known ? CellVerdict::kPass : CellVerdict::kWrongForm;
}

// In PostgreSQL's own form, of a header or a string. JSON arrays are checked as they are written.
CellVerdict check_array(std::string_view text) {
  text = trim(text);
  const bool may_be = text.ends_with('}') && (text.starts_with('{') || text.starts_with('['));
  return may_be ? CellVerdict::kPass : CellVerdict::kWrongForm;
}

// Spaces beyond the length are cut off silently by the standard, and by PostgreSQL.
CellVerdict check_text(const ColumnType& type, std::string_view text) {
  if (type.length_max < 0) return CellVerdict::kPass;
  const auto length_max = static_cast<std::size_t>(type.length_max);
  if (text.size() <= length_max) return CellVerdict::kPass;
  const std::string_view solid = text.substr(0, text.find_last_not_of(' ') + 1);
  return count_characters(solid) > length_max ? CellVerdict::kTooLong : CellVerdict::kPass;
}

}  // namespace

CellVerdict check_cell(const ColumnType& type, std::string_view text) {
  return type.is_array ? check_array(text) : check_scalar(type, text);
}

CellVerdict check_scalar(const ColumnType& type, std::string_view text) {
  switch (type.family) {
    case TypeFamily::kText:
      return check_text(type, text);
    case TypeFamily::kSmallint:
    case TypeFamily::kInteger:
    case TypeFamily::kBigint:
      return check_integer(type.family, text);
    case TypeFamily::kNumeric:
      return check_numeric(type, text);
    case TypeFamily::kFloat:
      return check_float(type, text);
    case TypeFamily::kBoolean:
      return check_boolean(text);
    case TypeFamily::kDate:
    case TypeFamily::kTimestamp:
    case TypeFamily::kTimestamptz:
      return check_time(text);
    case TypeFamily::kUuid:
      return read_uuid(text).has_value() ? CellVerdict::kPass : CellVerdict::kWrongForm;
    case TypeFamily::kTime:
      return check_clock(text);
    case TypeFamily::kBytea:
      return count_bytea(text) ? CellVerdict::kPass : CellVerdict::kWrongForm;
    case TypeFamily::kEnum:
      return check_enum(type, text);
    case TypeFamily::kJson:
    case TypeFamily::kOther:
      break;
  }
  return CellVerdict::kPass;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace projector
