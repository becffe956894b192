// Prints /metrics as it is of a snapshot that has something of everything: what the tests of
// dashboards, rules and docs/METRICS.md know of names, types and labels.

#include <iostream>

#include "projector/telemetry/exposition.h"

#include "sample_snapshot.h"

int main() {
  std::cout << projector::telemetry::render_metrics(projector::sample_snapshot(),
                                                    {"0.1.0", "d939cdf"}, {"5f1f0c7a", 2, 1},
                                                    {{"booking-export", {5, 1, 2}}});
}
