// Whether an entry of a projection is one: columns, `each`, `within` and `clear` as its `do` needs
// them, by the table and by the key.

#pragma once

#include "projector/core/table_catalog.h"
#include "projector/projection/options.h"

#include "findings.h"

namespace projector {

// Whether a source is different for each element of `each`.
bool is_of_element(const ValueSource& source);

// What the entry's version comes from.
const ValueSource& version_of(const EntryOptions& entry, const ProjectionOptions& options);

// Sources themselves are checked where they are compiled.
void check_entry(const EntryOptions& entry, const ProjectionOptions& options,
                 const TableCatalog& table, Findings& findings);

}  // namespace projector
