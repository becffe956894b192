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

void read_precision(std::string_view type_name, ColumnType& type) {
  std::string_view text = modifier(type_name);
  const auto precision = take_number(text);
  if (!precision) return;
  type.digits_max = *precision;
  if (text.empty() || text[0] != ',') return;
  text.remove_prefix(1);
  type.scale = take_number(text).value_or(0);
}

// Of "public.citext" and "citext[]" the bare name.
std::string_view bare_name(std::string_view type) {
  if (type.ends_with("[]")) type.remove_suffix(2);
  const std::size_t dot = type.rfind('.');
  return dot == std::string_view::npos ? type : type.substr(dot + 1);
}

bool is_padded(std::string_view name) {
  return name.starts_with("character(") || name == "character" || name == "bpchar";
}

}  // namespace

ColumnType column_type(const CatalogColumn& column) {
  const std::string_view name = bare_name(column.type);
  ColumnType type;
  type.family = column.family;
  type.is_array = column.is_array;
  type.name = column.type;
  type.length_max = column.length_max;
  type.labels = column.labels;
  type.is_real = name == "real";
  type.is_jsonb = name == "jsonb";
  type.has_zone = name.ends_with("with time zone");
  if (column.family == TypeFamily::kText) {
    type.pads_with_spaces = is_padded(name);
    type.folds_case = name == "citext";
    type.is_name = name == "name";
  }
  if (column.family == TypeFamily::kNumeric) read_precision(name, type);
  if (column.family == TypeFamily::kTimestamp || column.family == TypeFamily::kTimestamptz ||
      column.family == TypeFamily::kTime) {
    std::string_view text = modifier(name);
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
    case TypeFamily::kTime:
      return "a time of day";
    case TypeFamily::kBytea:
      return "bytes in the hex or the escape form";
    case TypeFamily::kEnum:
      return "one of its labels";
    case TypeFamily::kOther:
      break;
  }
  return "a value";
}

}  // namespace projector
