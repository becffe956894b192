// One entry of a projection: `do` with its columns, under `on`, as the tombstone, or in the
// projection itself.

#pragma once

#include "projector/projection/options.h"

#include "reading.h"

namespace projector::config {

// Reads `part` where it is a member that an entry has everywhere; returns whether it is. Notes its
// place under its path.
bool read_entry_member(Reading& reading, const Entry& part, EntryOptions& options);

// An entry with a body of its own, which may have a version of its own too.
EntryOptions read_entry(Reading& reading, const Entry& entry);

}  // namespace projector::config
