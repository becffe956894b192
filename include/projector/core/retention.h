// How long Kafka keeps what still waits: the time until it may delete the oldest record that is not
// applied, by the topic's retention.
//
// By age it is a subtraction, on the safe side: a log is deleted by whole segments, by their newest
// record. By size it is an extrapolation of how fast the beginning of the log comes nearer.
//
// Thread: one owner. Seconds.

#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "projector/base/offset.h"
#include "projector/base/time.h"

namespace projector {

// Of a topic. The default: nothing is ever deleted.
struct RetentionLimits {
  std::optional<std::chrono::milliseconds> age;
  bool has_size = false;
};

// Never negative; none: nothing is deleted by age, or nothing waits (age 0).
std::optional<double> headroom_by_age(const RetentionLimits& limits, double oldest_age_seconds);

// Where the log of a partition begins, over the last minutes.
class LogStart {
 public:
  void sample(Instant now, Offset start);
  // Until the log begins behind `next`, as it moved so far; none: it does not move, or is not
  // known.
  std::optional<double> seconds_until(Offset next) const;

 private:
  struct Sample {
    Instant at;
    Offset start;
  };
  std::deque<Sample> samples_;
};

}  // namespace projector
