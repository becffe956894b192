#include "projector/core/arrival_curve.h"

#include <algorithm>

namespace projector {
namespace {

// A look a second for four minutes; of a longer past every other one, and so on.
constexpr std::size_t kLooksMax = 256;

}  // namespace

void ArrivalCurve::note(Instant now, double passed, double lag) {
  const double end = passed + lag;
  if (!looks_.empty() && end < looks_.back().end) restart();
  const auto first_waiting = std::find_if(looks_.begin(), looks_.end(),
                                          [passed](const Look& look) { return look.end > passed; });
  looks_.erase(looks_.begin(), first_waiting);
  if (end <= passed || (!looks_.empty() && end == looks_.back().end)) return;
  if (looks_.size() == kLooksMax) thin_out();
  looks_.push_back({now, end});
}

// Keeps the older of two: what is then taken for younger than it is, is so by one look at most.
void ArrivalCurve::thin_out() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < looks_.size(); i += 2) looks_[kept++] = looks_[i];
  looks_.resize(kept);
}

double ArrivalCurve::reached_seconds(Instant now, double passed, double per_second) const {
  double reached = 0;
  for (const Look& look : looks_) {
    if (look.end <= passed) continue;
    reached = std::max(reached, to_seconds(now - look.at) + (look.end - passed) / per_second);
  }
  return reached;
}

}  // namespace projector
