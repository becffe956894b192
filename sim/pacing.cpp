#include "sim/pacing.h"

#include <algorithm>
#include <cmath>

#include "sim/quantities.h"

namespace harbor {
namespace {

using std::chrono::nanoseconds;

// Sums of rates times durations miss a whole event by rounding; a millionth of an event is not one.
constexpr double kRounding = 1e-6;

double seconds(nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

std::optional<RateProfile> RateProfile::parse(std::string_view text) {
  RateProfile profile;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto rate = parse_rate(part.substr(0, colon));
    const auto duration = parse_duration(part.substr(colon + 1));
    if (!rate || !duration) return std::nullopt;
    profile.add(*rate, *duration);
    if (comma == std::string_view::npos) return profile;
    text.remove_prefix(comma + 1);
  }
}

RateProfile RateProfile::constant(double events_per_second, std::optional<nanoseconds> duration) {
  RateProfile profile;
  profile.add(events_per_second, duration.value_or(nanoseconds::max()));
  return profile;
}

void RateProfile::add(double events_per_second, nanoseconds duration) {
  Step step{events_per_second, nanoseconds(0), duration, 0};
  if (!steps_.empty()) {
    const Step& last = steps_.back();
    step.begin = last.end;
    step.end = last.end + duration;
    step.events_before =
        last.events_before + last.events_per_second * seconds(last.end - last.begin);
  }
  steps_.push_back(step);
}

std::uint64_t RateProfile::due(nanoseconds elapsed) const {
  const auto is_over = [elapsed](const Step& step) { return step.end < elapsed; };
  const auto found = std::find_if_not(steps_.begin(), steps_.end(), is_over);
  const Step& step = found == steps_.end() ? steps_.back() : *found;
  const nanoseconds within = std::max(std::min(elapsed, step.end) - step.begin, nanoseconds(0));
  const double events = step.events_before + step.events_per_second * seconds(within);
  return static_cast<std::uint64_t>(events + kRounding);
}

std::optional<nanoseconds> RateProfile::time_of(std::uint64_t count) const {
  for (const Step& step : steps_) {
    if (step.events_per_second <= 0) continue;
    const double wait =
        std::max(0.0, static_cast<double>(count) - step.events_before) / step.events_per_second;
    if (wait <= seconds(step.end - step.begin) + kRounding / step.events_per_second) {
      return step.begin + nanoseconds(static_cast<std::int64_t>(std::ceil(wait * 1e9)));
    }
  }
  return std::nullopt;
}

bool RateProfile::has_ended(nanoseconds elapsed) const { return elapsed >= steps_.back().end; }

}  // namespace harbor
