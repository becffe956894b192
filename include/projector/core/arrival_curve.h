// When the records that wait in the log came, so that it can be said how old they will be when they
// are applied. Offsets tell how many stand before each; times are those of the looks at the ends.
//
//   end of the log   |        .--x  burst: comes with records before it that will take long
//                    |    .--x
//                    |x--x  <- passed: everything below is applied
//                    +----------------> time of the look
//
// The record at an `x` is (now - its time) old, and so many records stand before it as it is higher
// than `passed`; whichever ends up oldest is what the topic will reach with what it has already.
// What may still come is not guessed: a burst that drains in time must not look like a danger.
//
// Thread: one owner.

#pragma once

#include <cstddef>
#include <vector>

#include "projector/base/time.h"

namespace projector {

class ArrivalCurve {
 public:
  // The partitions are others now: what was noted says nothing any more.
  void restart() { looks_.clear(); }

  // All partitions together: offsets passed by the watermarks, and offsets behind them.
  void note(Instant now, double passed, double lag);

  // The age that the oldest of them will have when it is applied, at so many offsets a second;
  // 0 where nothing waits. Requires: per_second > 0.
  double reached_seconds(Instant now, double passed, double per_second) const;

 private:
  struct Look {
    Instant at;
    double end;
  };
  void thin_out();

  std::vector<Look> looks_;  // Rising in both.
};

}  // namespace projector
