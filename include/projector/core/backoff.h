// Pauses between attempts: exponential, with full jitter, so that many lanes and many members do
// not come back in step.
//
// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: sleep = random between 0
// and min(limit, first * 2^attempt). Of at least 1 ms here, so that a pause is one.
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
      : first_(first), limit_(limit), random_(spread(seed)) {}

  // Other pauses from now on. Requires: 0 < first <= limit.
  void set_pauses(std::chrono::milliseconds first, std::chrono::milliseconds limit) {
    first_ = first;
    limit_ = limit;
  }

  // The pause before the attempt after `failures` failures in a row. Requires: failures > 0.
  std::chrono::milliseconds pause_after(std::uint32_t failures);

 private:
  // This generator's first numbers are small where its seed is.
  static std::uint32_t spread(std::uint64_t seed) {
    return static_cast<std::uint32_t>((seed + 1) * 0x9E3779B97F4A7C15U >> 33);
  }

  std::chrono::milliseconds first_;
  std::chrono::milliseconds limit_;
  std::minstd_rand random_;
};

}  // namespace projector
