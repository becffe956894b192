#include "projector/core/sizing.h"

#include "projector/base/check.h"

namespace projector {

BurstOutcome outcome_of(const Burst& burst, double budget_seconds, double in_flight_records) {
  PROJECTOR_CHECK(burst.arrivals > 0 && burst.sink > 0 && burst.seconds > 0,
                  "a burst of nothing has no outcome");
  BurstOutcome outcome;
  outcome.in_flight_seconds = in_flight_records / burst.sink;
  outcome.keeps_up = burst.arrivals <= burst.sink;
  if (outcome.keeps_up) return outcome;

  // The record applied at a moment came when s/a of the time until then was over.
  const double grows = 1 - burst.sink / burst.arrivals;
  outcome.backlog_records = (burst.arrivals - burst.sink) * burst.seconds;
  outcome.age_at_end_seconds = burst.seconds * grows;
  // The last record of the burst waits longest: what comes behind it comes more slowly.
  outcome.age_reached_seconds = burst.seconds * (burst.arrivals / burst.sink - 1);
  if (outcome.age_reached_seconds > budget_seconds) {
    outcome.breaks_after_seconds = budget_seconds / grows;
  }
  if (burst.afterwards < burst.sink) {
    outcome.drained_after_seconds = outcome.backlog_records / (burst.sink - burst.afterwards);
  }
  return outcome;
}

}  // namespace projector
