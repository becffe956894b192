// Why a cell makes its record a bad one, for people: pointer, column, type, and what kind of value
// stood there. Never the value.

#pragma once

#include <string_view>

#include "projector/core/record_mapper.h"

#include "cell_check.h"
#include "cell_source.h"
#include "column_rule.h"

namespace projector {

Rejection reject_missing(const ColumnRule& rule, const SourcedCell& cell);
Rejection reject_fault(const ColumnRule& rule, const SourcedCell& cell);
// Requires: verdict is not kPass.
Rejection reject_value(const ColumnRule& rule, const SourcedCell& cell, CellVerdict verdict);
// Of a version that its type allows, but whose order only the server knows.
Rejection reject_unordered(const ColumnRule& rule, const SourcedCell& cell);

}  // namespace projector
