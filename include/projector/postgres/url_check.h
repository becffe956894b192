// What libpq itself says of the connection URL, before anybody connects.

#pragma once

#include <vector>

#include "projector/base/startup_finding.h"
#include "projector/postgres/options.h"

namespace projector::postgres {

// An error if libpq cannot read it, or if a port in it is none. Nothing of it is shown, because any
// part may be one of a password. Opens no connection.
std::vector<StartupFinding> check_url(const Options& options);

}  // namespace projector::postgres
