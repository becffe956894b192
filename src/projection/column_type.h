// The type of a column, as far as texts for it can be checked before SQL.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "projector/core/table_catalog.h"

namespace projector {

struct ColumnType {
  TypeFamily family = TypeFamily::kOther;
  bool is_array = false;  // Then all below but `name` describes its elements.
  std::string name;       // As format_type() writes it.

  std::int32_t length_max = -1;       // Characters of varchar(n), char(n); -1: none.
  std::int32_t digits_max = -1;       // Of numeric(p,s), p; -1: none.
  std::int32_t scale = 0;             // Of numeric(p,s), s.
  std::int32_t second_digits = 6;     // Of timestamp(p) and time(p): more are rounded away.
  bool is_real = false;               // Of the floats.
  bool is_jsonb = false;              // Cannot hold \u0000.
  bool has_zone = false;              // timestamptz, timetz.
  bool pads_with_spaces = false;      // char(n): spaces at the end mean nothing.
  bool folds_case = false;            // citext.
  bool is_name = false;               // Cut at 63 bytes.
  std::vector<std::string> labels{};  // Of an enum.
};

ColumnType column_type(const CatalogColumn& column);

// "an integer", "a date": what a reason says was expected; of an array, as its elements.
std::string_view expectation(const ColumnType& type);

}  // namespace projector
