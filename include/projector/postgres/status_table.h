// projector_status in PostgreSQL (config/sql/projector.sql), over a connection of its own.

#pragma once

#include <memory>
#include <string>

#include "projector/postgres/options.h"
#include "projector/runtime/ports.h"

namespace projector::postgres {

// Connects when it is first used, and anew after a lost link; lets go of the connection where the
// table is missing. Its statements give up long before those of the rows do, and their commits wait
// for no disk. `owner` is this member's name in the group.
std::unique_ptr<StatusTable> make_status_table(const Options& options, std::string group,
                                               std::string owner);

}  // namespace projector::postgres
