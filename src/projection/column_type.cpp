#include "column_type.h"

#include <charconv>
#include <optional>
#include <system_error>

namespace projector {
namespace {

// The number at the front of `text`, which moves behind it.
std::optional<std::int32_t> take_number(std::string_view& text) {
  std::int32_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return number;
}

// What stands behind the opening parenthesis of "numeric(10,2)"; empty without one.
std::string_view modifier(std::string_view type) {
  const std::size_t open = type.find('(');
  return open == std::string_view::npos ? std::string_view{} : type.substr(open + 1);
}

std::int32_t whole_digits_max(std::string_view type) {
  std::string_view text = modifier(type);
  const auto precision = take_number(text);
  if (!precision) return -1;
  if (text.empty() || text[0] != ',') return *precision;
  text.remove_prefix(1);
  return *precision - take_number(text).value_or(0);
}

}  // namespace

ColumnType column_type(const CatalogColumn& column) {
  ColumnType type;
  type.family = column.family;
  type.name = column.type;
  type.length_max = column.length_max;
  type.pads_with_spaces =
      column.family == TypeFamily::kText && column.type.starts_with("character(");
  if (column.family == TypeFamily::kNumeric) type.whole_digits_max = whole_digits_max(column.type);
  if (column.family == TypeFamily::kTimestamp || column.family == TypeFamily::kTimestamptz) {
    std::string_view text = modifier(column.type);
    type.second_digits = take_number(text).value_or(6);
  }
  return type;
}

std::string_view expectation(const ColumnType& type) {
  switch (type.family) {
    case TypeFamily::kText:
      return "text";
    case TypeFamily::kSmallint:
    case TypeFamily::kInteger:
    case TypeFamily::kBigint:
      return "an integer";
    case TypeFamily::kNumeric:
    case TypeFamily::kFloat:
      return "a number";
    case TypeFamily::kBoolean:
      return "true or false";
    case TypeFamily::kDate:
      return "a date";
    case TypeFamily::kTimestamp:
    case TypeFamily::kTimestamptz:
      return "a time";
    case TypeFamily::kUuid:
      return "a UUID";
    case TypeFamily::kJson:
      return "a JSON document";
    case TypeFamily::kOther:
      break;
  }
  return "a value";
}

}  // namespace projector
