// When each event is due: a rate profile over time, as arithmetic.
//
// The producer asks how many events should have gone out by now and sends the difference. Nothing
// accumulates from one look at the clock to the next, so the rate cannot drift, and what a stall
// of the machine held back is caught up. Pure: the time is an argument.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace harbor {

class RateProfile {
 public:
  // Reads `500/s:20s,3000/s:60s`. Nothing when the text is not such a list.
  static std::optional<RateProfile> parse(std::string_view text);

  // One rate, for as long as asked, or without an end.
  static RateProfile constant(double events_per_second,
                              std::optional<std::chrono::nanoseconds> duration);

  // How many events are due `elapsed` after the start.
  std::uint64_t due(std::chrono::nanoseconds elapsed) const;

  // When the `count`-th event is due; nothing when the profile ends before it.
  std::optional<std::chrono::nanoseconds> time_of(std::uint64_t count) const;

  bool has_ended(std::chrono::nanoseconds elapsed) const;

 private:
  struct Step {
    double events_per_second;
    std::chrono::nanoseconds begin;
    std::chrono::nanoseconds end;  // nanoseconds::max() in a step without an end.
    double events_before;
  };

  void add(double events_per_second, std::chrono::nanoseconds duration);

  std::vector<Step> steps_;  // Never empty after a factory; each begins where the last one ended.
};

}  // namespace harbor
