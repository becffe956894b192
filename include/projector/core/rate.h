// How fast a total grows, over the last few seconds.
//
// Thread: one owner.

#pragma once

#include <deque>

#include "projector/base/time.h"

namespace projector {

class Rate {
 public:
  // Takes a sample of a total that never falls; one that fell (a partition went) starts anew.
  void sample(Instant now, double total);
  // 0 before the second sample.
  double per_second() const;

 private:
  struct Sample {
    Instant at;
    double total;
  };
  std::deque<Sample> samples_;
};

}  // namespace projector
