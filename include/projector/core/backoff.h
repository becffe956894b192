// Pauses between attempts: exponential, with full jitter, so that many lanes and many members do
// not come back in step.
//
// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: sleep = random between 0
// and min(limit, first * 2^attempt). The lower half is cut off here, so that a pause is one.
//
// Thread: one owner. Randomness comes from the seed alone, so a simulation repeats.

#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace projector {

class Backoff {
 public:
  // Requires: 0 < first <= limit.
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds limit, std::uint64_t seed)
      : first_(first), limit_(limit), random_(seed) {}

  // Other pauses from now on. Requires: 0 < first <= limit.
  void set_pauses(std::chrono::milliseconds first, std::chrono::milliseconds limit) {
    first_ = first;
    limit_ = limit;
  }

  // The pause before the attempt after `failures` failures in a row. Requires: failures > 0.
  std::chrono::milliseconds pause_after(std::uint32_t failures);

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds limit_;
  std::minstd_rand random_;
};

}  // namespace projector
