#include "projector/runtime/decision_ring.h"

namespace projector {
namespace {

constexpr std::size_t kDecisionsMax = 200;

}  // namespace

void DecisionRing::note(const std::string& state, const std::string& reason, Now now) {
  if (state == state_) return;
  const double at = std::chrono::duration<double>(now.wall.time_since_epoch()).count();
  decisions_.push_back({at, state_, state, reason});
  if (decisions_.size() > kDecisionsMax) decisions_.pop_front();
  log_.write(Severity::kInfo, "state.changed", state_ + " -> " + state + ": " + reason);
  state_ = state;
}

}  // namespace projector
