// SQL of write plans: one text for every number of rows, over one text array for each cell that it
// needs.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "projector/core/write_plan.h"

namespace projector::postgres {

struct Statement {
  std::string sql;
  std::vector<std::uint32_t> cells;  // Of each row, those that become $1, $2, ... as text[].
};

// The change that the plan is of. A row of the table must be met by one row of the arrays at most:
// PostgreSQL refuses a second upsert of it, and applies any one of two updates.
// Requires: the plan has a key, and a version column after it; with a mark, its column's name.
Statement write_statement(const WritePlan& plan);

// How the rows of the table that have the plan's key columns stand: a row (place, older) for each
// row of the arrays that meets any. `place` counts from 1; `older`: one of those met has a version
// below the given one, or none. Requires: as above.
Statement look_statement(const WritePlan& plan);

// What its user must be granted on the table for both, as GRANT wants it.
std::string_view rights_of(const WritePlan& plan);

// The name between double quotes, as SQL wants it.
std::string quote_identifier(std::string_view name);

}  // namespace projector::postgres
