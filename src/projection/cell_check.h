// Checks of a cell's text against its column's type, before SQL, so that a bad value costs its own
// record only.
//
// Refused is what PostgreSQL surely refuses. What is unsure passes: the server decides.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "column_type.h"

namespace projector {

enum class CellVerdict : std::uint8_t {
  kPass,
  kWrongForm,
  kOutOfRange,
  kTooLong,
  kUnknownForm,  // Of a key: PostgreSQL may read it, but what it equals is not known here.
};

// Requires: `text` is UTF-8 without NUL. Documents for json columns are the walk's to check.
CellVerdict check_cell(const ColumnType& type, std::string_view text);

// Of an element of type.is_array; of other types the same as check_cell().
CellVerdict check_scalar(const ColumnType& type, std::string_view text);

// Characters of UTF-8.
std::size_t count_characters(std::string_view text);

}  // namespace projector
