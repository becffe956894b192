// The metrics of the contract's section 8, as far as a snapshot carries them. What this version
// does not measure yet is left out, not shown as 0.

#pragma once

#include <vector>

#include <prometheus/metric_family.h>

#include "projector/telemetry/exposition.h"

namespace projector::telemetry {

std::vector<prometheus::MetricFamily> snapshot_families(const Snapshot& snapshot,
                                                        const BuildInfo& build,
                                                        const ConfigInfo& config);

}  // namespace projector::telemetry
