#include "projector/core/rate.h"

namespace projector {
namespace {

// Long enough to smooth a batch of 500 at a sink of 600/s, short enough to follow a burst.
constexpr auto kWindow = std::chrono::seconds(5);

}  // namespace

void Rate::sample(Instant now, double total) {
  if (!samples_.empty() && total < samples_.back().total) samples_.clear();
  samples_.push_back({now, total});
  while (samples_.size() > 2 && now - samples_[1].at >= kWindow) samples_.pop_front();
}

double Rate::per_second() const {
  if (samples_.size() < 2) return 0;
  const double seconds = to_seconds(samples_.back().at - samples_.front().at);
  if (seconds <= 0) return 0;
  return (samples_.back().total - samples_.front().total) / seconds;
}

}  // namespace projector
