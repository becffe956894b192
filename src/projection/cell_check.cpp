#include "cell_check.h"

#include <algorithm>
#include <array>
#include <limits>

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

CellVerdict check_numeric(const ColumnType& type, std::string_view text) {
  Decimal number;
  const NumberForm form = read_decimal(text, number);
  if (form == NumberForm::kNone) return CellVerdict::kWrongForm;
  if (form != NumberForm::kRead || number.is_zero()) return CellVerdict::kPass;

  // PostgreSQL's own limit of digits before the point.
  constexpr std::int64_t kWholeDigitsMax = 131'072;
  const std::int64_t digits_max =
      type.whole_digits_max >= 0 ? type.whole_digits_max : kWholeDigitsMax;
  return number.magnitude() > digits_max ? CellVerdict::kOutOfRange : CellVerdict::kPass;
}

// A little beyond the true limits: what is near them passes, and the server decides.
CellVerdict check_float(const ColumnType& type, std::string_view text) {
  Decimal number;
  const NumberForm form = read_decimal(text, number);
  if (form == NumberForm::kNone) return CellVerdict::kWrongForm;
  if (form != NumberForm::kRead || number.is_zero()) return CellVerdict::kPass;

  const bool is_real = type.name == "real";
  const std::int64_t magnitude_max = is_real ? 39 : 309;
  const std::int64_t magnitude_min = is_real ? -46 : -325;
  const std::int64_t magnitude = number.magnitude();
  return magnitude > magnitude_max || magnitude < magnitude_min ? CellVerdict::kOutOfRange
                                                                : CellVerdict::kPass;
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
