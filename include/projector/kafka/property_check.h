// What librdkafka itself says of the properties that are handed to it.

#pragma once

#include <vector>

#include "projector/base/startup_finding.h"
#include "projector/kafka/options.h"

namespace projector::kafka {

// An error for each property that it does not have, or whose value it refuses. Values are not
// shown, because they may be secrets. Opens no connection.
std::vector<StartupFinding> check_properties(const Options& options);

}  // namespace projector::kafka
