// Why a record's event has no entry, for people. The event's name is shown only where it is one of
// the configuration's, which it then cannot be: so its length is all that is said of it.

#pragma once

#include <string>

#include "projector/core/rejection.h"

#include "cell_source.h"
#include "entry_rule.h"

namespace projector {

// `rule` is the projection's, of its event.
Rejection reject_event(const ColumnRule& rule, const ProjectionRule& projection,
                       const SourcedCell& event);

// Of a record with a value, or without one, where nothing is said of such records.
Rejection reject_without_entry(bool has_value);

}  // namespace projector
