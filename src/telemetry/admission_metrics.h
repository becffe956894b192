// How edges were answered, as a metric.

#pragma once

#include <prometheus/metric_family.h>

#include "projector/core/admission.h"

namespace projector::telemetry {

prometheus::MetricFamily admission_family(const AdmissionCounts& counts);

}  // namespace projector::telemetry
