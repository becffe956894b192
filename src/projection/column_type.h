// The type of a column, as far as texts for it can be checked before SQL.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "projector/core/table_catalog.h"

namespace projector {

struct ColumnType {
  TypeFamily family = TypeFamily::kOther;
  std::string name;                    // As format_type() writes it.
  std::int32_t length_max = -1;        // Characters of varchar(n), char(n); -1: none.
  std::int32_t whole_digits_max = -1;  // Of numeric(p,s), p - s; -1: none.
  std::int32_t second_digits = 6;      // Of timestamp(p): more are rounded away.
  bool pads_with_spaces = false;       // char(n): spaces at the end mean nothing.
};

ColumnType column_type(const CatalogColumn& column);

// "an integer", "a date": what a reason says was expected.
std::string_view expectation(const ColumnType& type);

}  // namespace projector
