// Decides which log lines are written, so that a fault that repeats a thousand times a second costs
// a few lines and a count.
//
// Two bounds: each event has its few lines a window, and all together share a budget, of which a
// part is kept for what matters more (warnings, errors, and events named "state.…").
//
// Thread: one at a time. Time is an argument.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "projector/base/time.h"
#include "projector/runtime/ports.h"

namespace projector::telemetry {

class LineLimiter {
 public:
  struct Suppressed {
    std::string event;
    Severity severity = Severity::kDebug;  // The highest of its lines.
    std::uint64_t lines = 0;
  };

  static constexpr Duration kWindow = std::chrono::seconds(10);
  static constexpr unsigned kLinesOfEventMax = 10;  // In a window.
  // Together: any ten seconds hold at most 30 + 7 × 10 = 100 lines, ten a second.
  static constexpr double kBurstLines = 30;
  static constexpr double kLinesPerSecond = 7;
  static constexpr double kReservedLines = 10;
  // Events with a window of their own; further ones share one.
  static constexpr std::size_t kEventsMax = 256;

  // Whether this line may be written. If not, it is counted.
  [[nodiscard]] bool admit(Severity severity, std::string_view event, Instant now);

  // What was suppressed in windows that have ended. Each takes its place in the shared budget;
  // those without a place are offered again later.
  std::vector<Suppressed> take_ended(Instant now);
  // All that was suppressed and not yet told. Forgets every window.
  std::vector<Suppressed> take_all();

 private:
  struct Window {
    Instant end = Instant::min();
    unsigned lines = 0;
    std::uint64_t suppressed = 0;
    Severity severity = Severity::kDebug;
  };

  Window& window_of(std::string_view event, Instant now);
  bool take_place(bool matters, Instant now);

  std::map<std::string, Window, std::less<>> windows_;
  Instant first_end_ = Instant::max();  // Of all windows; spares a look at each of them.
  double places_ = kBurstLines;
  Instant refilled_at_ = Instant::min();
};

}  // namespace projector::telemetry
