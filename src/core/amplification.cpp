#include "projector/core/amplification.h"

#include <algorithm>
#include <cmath>

namespace projector {
namespace {

constexpr double kBeforeSeconds = 60;
constexpr auto kRebalancesWithin = std::chrono::seconds(60);

}  // namespace

void Amplification::update(const WorkDone& done, Instant now) {
  useful_.sample(now, done.finished);
  repeated_.sample(now, done.repeated);
  follow_rebalances(done.rebalances, now);

  const bool looks = looks_so(done.is_behind);
  const double useful = useful_.per_second();
  // What is of use while work repeats says nothing of what was before.
  if (!looks && !is_amplifying_ && last_at_ != Instant{}) {
    const double elapsed = to_seconds(now - last_at_);
    const double weight = useful > useful_before_ ? 1 : 1 - std::exp(-elapsed / kBeforeSeconds);
    useful_before_ += (useful - useful_before_) * weight;
  }
  last_at_ = now;
  if (looks == is_amplifying_) {
    otherwise_since_.reset();
    return;
  }
  if (!otherwise_since_) otherwise_since_ = now;
  if (now - *otherwise_since_ < (is_amplifying_ ? kCalm : kConfirm)) return;
  is_amplifying_ = looks;
  otherwise_since_.reset();
}

bool Amplification::looks_so(bool is_behind) const {
  const double useful = useful_.per_second();
  const double repeats_from = is_amplifying_ ? kRepeatedUntil : kRepeatedFrom;
  const double falls_below = is_amplifying_ ? kUsefulAgain : kUsefulBelow;
  const double repeated = repeated_.per_second();
  const bool repeats = (repeated > 0 && repeated >= useful * repeats_from) ||
                       recent_rebalances_.size() >= kRebalancesFrom;
  return is_behind && repeats && useful < useful_before_ * falls_below;
}

void Amplification::follow_rebalances(std::uint64_t total, Instant now) {
  for (; rebalances_ < total; ++rebalances_) recent_rebalances_.push_back(now);
  while (!recent_rebalances_.empty() && now - recent_rebalances_.front() >= kRebalancesWithin) {
    recent_rebalances_.pop_front();
  }
}

}  // namespace projector
