// What a burst does to a topic, reckoned beforehand: more arrives than the sink takes, for a while.
//
//   backlog      /\            arrivals a, sink s, for T seconds, afterwards r:
//               /  \           backlog grows by a - s, and drains by s - r
//   age        /    '.         the n-th record comes at n/a and is applied at n/s
//
// Pure arithmetic: the daemon keeps its own work bounded, so that nothing else matters.

#pragma once

#include <optional>

namespace projector {

// Rates in records a second.
struct Burst {
  double arrivals = 0;
  double sink = 0;
  double seconds = 0;
  double afterwards = 0;  // What goes on arriving when it is over.
};

struct BurstOutcome {
  bool keeps_up = false;           // The sink takes all of it: the rest is zero or none.
  double backlog_records = 0;      // When it ends.
  double age_at_end_seconds = 0;   // Of the oldest record that waits then.
  double age_reached_seconds = 0;  // Of the record that waited longest, when applied.
  std::optional<double> breaks_after_seconds;   // The budget, from the beginning; none: it holds.
  std::optional<double> drained_after_seconds;  // From its end; none: never, at what goes on.
  double in_flight_seconds = 0;  // How long a record is in flight at this sink, at most.
};

// Requires: arrivals, sink and seconds above 0.
BurstOutcome outcome_of(const Burst& burst, double budget_seconds, double in_flight_records);

}  // namespace projector
