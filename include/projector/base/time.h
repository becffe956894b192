// Two clocks, never mixed: durations and deadlines follow the steady one, record timestamps the
// wall. Time is an argument everywhere but in the loops of `runtime`, which read both.

#pragma once

#include <chrono>

namespace projector {

using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// Both clocks read at one moment.
struct Now {
  Instant steady;
  WallTime wall;
};

inline double to_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace projector
