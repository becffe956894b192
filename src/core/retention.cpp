#include "projector/core/retention.h"

#include <algorithm>

namespace projector {
namespace {

// Segments go one by one, minutes apart.
constexpr auto kWindow = std::chrono::minutes(15);

}  // namespace

std::optional<double> headroom_by_age(const RetentionLimits& limits, double oldest_age_seconds) {
  if (!limits.age || oldest_age_seconds <= 0) return std::nullopt;
  const double kept = std::chrono::duration<double>(*limits.age).count();
  return std::max(kept - oldest_age_seconds, 0.0);
}

void LogStart::sample(Instant now, Offset start) {
  if (!samples_.empty() && start < samples_.back().start) samples_.clear();  // Another log.
  samples_.push_back({now, start});
  while (samples_.size() > 2 && now - samples_[1].at >= kWindow) samples_.pop_front();
}

std::optional<double> LogStart::seconds_until(Offset next) const {
  if (samples_.empty()) return std::nullopt;
  const Sample& first = samples_.front();
  const Sample& last = samples_.back();
  if (last.start >= next) return 0;
  const auto moved = static_cast<double>(last.start.value - first.start.value);
  if (moved <= 0) return std::nullopt;
  const double speed = moved / to_seconds(last.at - first.at);
  return static_cast<double>(next.value - last.start.value) / speed;
}

}  // namespace projector
