// SQL of a write plan: one text for every number of rows, over one text array for each column.

#pragma once

#include <string>
#include <string_view>

#include "projector/core/write_plan.h"

namespace projector::postgres {

// Requires: plan.kind is kUpsert, and the plan has a key and a version column.
std::string upsert_statement(const WritePlan& plan);

// The name between double quotes, as SQL wants it.
std::string quote_identifier(std::string_view name);

}  // namespace projector::postgres
