#include "projector/core/statement_budget.h"

#include <algorithm>
#include <numeric>

namespace projector {
namespace {

constexpr auto kHealthyAfter = std::chrono::seconds(2);
// What a late wake-up leaves may be made up for, one statement or 2 % of a second's: 110 % in all.
constexpr double kMost = 1.05;
constexpr std::chrono::duration<double> kMadeUpMax(0.02);
// So that an idle hour does not forbid to try.
constexpr double kLeastRate = 10;
constexpr std::chrono::duration<double> kMadeUpAtLeastRate(0.5);

}  // namespace

void StatementBudget::on_sent(Instant now) {
  turn_to(now);
  if (!failing_until_) {
    ++sent_[second_];
    return;
  }
  const std::chrono::duration<double> pause(1 / paced_rate());
  const auto made_up = paced_rate() > kLeastRate ? std::max(kMadeUpMax, pause) : kMadeUpAtLeastRate;
  next_ = std::max(next_, now - std::chrono::floor<Duration>(made_up)) +
          std::chrono::ceil<Duration>(pause);
}

void StatementBudget::on_failure(Instant now) {
  turn_to(now);
  if (!failing_until_) {
    sent_[second_] = 0;  // This second is none of the healthy ones.
    next_ = Instant{};
  }
  failing_until_ = now + kHealthyAfter;
}

bool StatementBudget::may_send(Instant now) {
  turn_to(now);
  return !failing_until_ || now >= next_;
}

std::optional<Instant> StatementBudget::next_allowed() const {
  if (!failing_until_) return std::nullopt;
  return std::min(next_, *failing_until_);
}

double StatementBudget::healthy_rate() const {
  if (seconds_ == 0) return 0;
  const auto sum = std::accumulate(sent_.begin(), sent_.end(), std::uint64_t{0}) - sent_[second_];
  return static_cast<double>(sum) / static_cast<double>(seconds_);
}

double StatementBudget::paced_rate() const { return std::max(kLeastRate, kMost * healthy_rate()); }

void StatementBudget::turn_to(Instant now) {
  if (failing_until_) {
    if (now < *failing_until_) return;
    failing_until_.reset();
    sent_[second_] = 0;
    second_ends_ = now + std::chrono::seconds(1);
    return;
  }
  if (second_ends_ == Instant{}) second_ends_ = now + std::chrono::seconds(1);
  for (std::size_t turns = 0; now >= second_ends_ && turns < kSeconds; ++turns) {
    second_ = (second_ + 1) % kSeconds;
    sent_[second_] = 0;
    seconds_ = std::min(seconds_ + 1, kSeconds - 1);
    second_ends_ += std::chrono::seconds(1);
  }
  // After a long sleep, all seconds in the ring were idle ones.
  if (now >= second_ends_) second_ends_ = now + std::chrono::seconds(1);
}

}  // namespace projector
