// From a source of the configuration to the rule of a column, with what is wrong with it.

#pragma once

#include <optional>
#include <string>

#include "projector/core/table_catalog.h"
#include "projector/projection/options.h"

#include "column_rule.h"
#include "findings.h"
#include "source_text.h"

namespace projector {

// nullopt after a finding.
std::optional<ColumnRule> compile_column(const CatalogColumn& column, const ValueSource& value,
                                         ColumnRole role, const SourceScope& scope,
                                         Findings& findings);

// Of `event`, whose text chooses an entry.
std::optional<ColumnRule> compile_event(const ValueSource& value, const SourceScope& scope,
                                        Findings& findings);

// The mark of removed rows, where it is a timestamp.
ColumnRule mark_rule(const CatalogColumn& column);

}  // namespace projector
