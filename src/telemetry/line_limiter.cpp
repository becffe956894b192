#include "line_limiter.h"

#include <algorithm>

namespace projector::telemetry {
namespace {

constexpr std::string_view kOverflowEvent = "other events";

bool matters(Severity severity, std::string_view event) {
  return severity >= Severity::kWarning || event.starts_with("state.");
}

}  // namespace

bool LineLimiter::admit(Severity severity, std::string_view event, Instant now) {
  Window& window = window_of(event, now);
  if (window.lines < kLinesOfEventMax && take_place(matters(severity, event), now)) {
    ++window.lines;
    return true;
  }
  ++window.suppressed;
  window.severity = std::max(window.severity, severity);
  return false;
}

LineLimiter::Window& LineLimiter::window_of(std::string_view event, Instant now) {
  auto found = windows_.find(event);
  if (found == windows_.end()) {
    const bool has_room = windows_.size() < kEventsMax;
    found = windows_.try_emplace(std::string(has_room ? event : kOverflowEvent)).first;
  }
  Window& window = found->second;
  if (now >= window.end) {
    // What it suppressed stays counted until it is told.
    window.end = now + kWindow;
    window.lines = 0;
    first_end_ = std::min(first_end_, window.end);
  }
  return window;
}

bool LineLimiter::take_place(bool matters, Instant now) {
  if (refilled_at_ != Instant::min() && now > refilled_at_) {
    places_ = std::min(kBurstLines, places_ + to_seconds(now - refilled_at_) * kLinesPerSecond);
  }
  refilled_at_ = now;

  const double kept = matters ? 0 : kReservedLines;
  if (places_ < kept + 1) return false;
  places_ -= 1;
  return true;
}

std::vector<LineLimiter::Suppressed> LineLimiter::take_ended(Instant now) {
  std::vector<Suppressed> ended;
  if (now < first_end_) return ended;

  first_end_ = Instant::max();
  for (auto at = windows_.begin(); at != windows_.end();) {
    const Window& window = at->second;
    const bool is_over = now >= window.end;
    const bool is_told =
        is_over && (window.suppressed == 0 || take_place(matters(window.severity, at->first), now));
    if (!is_told) {
      first_end_ = std::min(first_end_, window.end);
      ++at;
      continue;
    }
    if (window.suppressed > 0) ended.push_back({at->first, window.severity, window.suppressed});
    at = windows_.erase(at);
  }
  return ended;
}

std::vector<LineLimiter::Suppressed> LineLimiter::take_all() {
  std::vector<Suppressed> all;
  for (const auto& [event, window] : windows_) {
    if (window.suppressed > 0) all.push_back({event, window.severity, window.suppressed});
  }
  windows_.clear();
  first_end_ = Instant::max();
  return all;
}

}  // namespace projector::telemetry
