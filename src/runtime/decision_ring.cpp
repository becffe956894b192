#include "projector/runtime/decision_ring.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace projector {
namespace {

constexpr std::size_t kDecisionsMax = 200;
// The log takes ten lines of one event in ten seconds.
constexpr std::size_t kDecisionsOfLine = 20;
// The numbers come first in a reason.
constexpr std::size_t kReasonMax = 160;

std::string text(const DecisionSnapshot& decision) {
  std::array<char, 32> at{};
  std::snprintf(at.data(), at.size(), "%.3f ", decision.at_unix_seconds);
  return at.data() + decision.from + " -> " + decision.to + ": " +
         decision.reason.substr(0, kReasonMax);
}

}  // namespace

void DecisionRing::note(const std::string& state, const std::string& reason, Now now) {
  if (state == state_) return;
  const double at = std::chrono::duration<double>(now.wall.time_since_epoch()).count();
  decisions_.push_back({at, state_, state, reason});
  if (decisions_.size() > kDecisionsMax) decisions_.pop_front();
  state_ = state;
}

void DecisionRing::write_out() const {
  for (std::size_t first = 0; first < decisions_.size(); first += kDecisionsOfLine) {
    const std::size_t last = std::min(first + kDecisionsOfLine, decisions_.size());
    std::string line = "decisions " + std::to_string(first + 1) + " to " + std::to_string(last) +
                       " of " + std::to_string(decisions_.size());
    for (std::size_t i = first; i < last; ++i) line.append(" | ").append(text(decisions_[i]));
    log_.write(Severity::kInfo, "state.decisions", line);
  }
}

}  // namespace projector
