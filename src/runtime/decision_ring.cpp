#include "projector/runtime/decision_ring.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace projector {
namespace {

constexpr std::size_t kDecisionsMax = 200;
// The log takes ten lines of one event in ten seconds, and cuts each at its length. So many fit
// into a line with most of their reasons, in which the numbers come first; where there are more,
// each has less room.
constexpr std::size_t kLinesMax = 10;
constexpr std::size_t kDecisionsOfLineMin = 10;
constexpr std::size_t kBeginningMax = sizeof "decisions 181 to 200 of 200";

std::string text(const DecisionSnapshot& decision, std::size_t bytes_max) {
  std::array<char, 32> at{};
  std::snprintf(at.data(), at.size(), " | %.3f ", decision.at_unix_seconds);
  const std::string said =
      at.data() + decision.from + " -> " + decision.to + ": " + decision.reason;
  return said.substr(0, bytes_max);
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
  const std::size_t of_line =
      std::max(kDecisionsOfLineMin, (decisions_.size() + kLinesMax - 1) / kLinesMax);
  const std::size_t bytes_max = (EventLog::kMessageBytesMax - kBeginningMax) / of_line;
  for (std::size_t first = 0; first < decisions_.size(); first += of_line) {
    const std::size_t last = std::min(first + of_line, decisions_.size());
    std::string line = "decisions " + std::to_string(first + 1) + " to " + std::to_string(last) +
                       " of " + std::to_string(decisions_.size());
    for (std::size_t i = first; i < last; ++i) line.append(text(decisions_[i], bytes_max));
    log_.write(Severity::kInfo, "state.decisions", line);
  }
}

}  // namespace projector
