// What the operating system knows of this process, under the names that every dashboard has.

#pragma once

#include <vector>

#include <prometheus/metric_family.h>

namespace projector::telemetry {

// Reads /proc; a value that cannot be read is left out.
std::vector<prometheus::MetricFamily> process_families();

}  // namespace projector::telemetry
