#include "projector/core/in_flight_limit.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace projector {
namespace {

using std::chrono::seconds;

// A window is long enough for all in flight to have gone round three times, and for batches to be
// told from chance; at a sink of a few rows a second it must end all the same.
constexpr double kWindowTurns = 3;
constexpr auto kWindowLeast = seconds(1);
constexpr auto kWindowMost = seconds(15);
constexpr std::uint32_t kBatchesLeast = 8;
constexpr auto kSettleMost = seconds(10);

// From this share of the limit on it binds, and below that one it surely does not.
constexpr double kBinding = 0.9;
constexpr double kSlack = 0.75;
// Of the configured limit, what comes back in a second of that.
constexpr double kComeBack = 1.0 / 16;
constexpr auto kComeBackEvery = seconds(1);

// Lowered to at most one half at once; by a fifth where the rate fell with it before.
constexpr double kLowerStep = 0.5;
constexpr double kLowerStepAgain = 0.8;
constexpr double kRaiseStep = 1.5;
// Not for less: windows differ by so much by chance.
constexpr double kLowerBelow = 0.8;
constexpr double kRaiseAbove = 1.1;
// Of the change of the limit, the share by which the rate must have followed.
constexpr double kFollows = 0.5;

// How long what was found holds. A rate below this share of the one before is another sink's.
constexpr auto kHold = seconds(60);
constexpr double kOtherSink = 0.7;

constexpr auto kHalfOfLeastLatency = seconds(30);

}  // namespace

InFlightLimit::InFlightLimit(const InFlightBounds& bounds) : bounds_(bounds), limit_(bounds.most) {}

void InFlightLimit::set_bounds(const InFlightBounds& bounds, Instant now) {
  const bool was_at_most = limit_ == bounds_.most;
  bounds_ = bounds;
  limit_ = was_at_most || !bounds_.is_adaptive ? bounds_.most : bounded(limit_);
  phase_ = Phase::kSettled;
  held_until_.reset();
  begin_window(now);
}

void InFlightLimit::begin_window(Instant now) {
  window_ = Window{};
  window_.began = std::max(now, settles_at_);
}

void InFlightLimit::on_applied(std::uint32_t records, Duration took, std::uint32_t in_use,
                               Instant now) {
  if (!bounds_.is_adaptive || now < settles_at_) return;
  window_.in_use_most = std::max(window_.in_use_most, in_use);
  window_.least_latency = std::min(window_.least_latency, took);
  if (!window_.is_counting) {
    window_.is_counting = true;
    window_.began = now;
    return;
  }
  window_.records += records;
  ++window_.batches;
  if (!is_complete(now)) return;
  if (window_.in_use_most >= kBinding * limit_) decide(now);
  begin_window(now);
}

void InFlightLimit::tick(std::uint32_t in_use, Instant now) {
  if (!bounds_.is_adaptive || now < settles_at_) return;
  if (in_use >= kSlack * limit_) used_at_ = now;
  if (now - used_at_ < kComeBackEvery) return;
  used_at_ = now;
  come_back(now);
  begin_window(now);
}

bool InFlightLimit::is_complete(Instant now) const {
  const double elapsed = to_seconds(now - window_.began);
  if (elapsed < to_seconds(kWindowLeast) || window_.batches < kBatchesLeast) return false;
  const double turn = elapsed * limit_ / std::max(window_.records, 1u);
  return elapsed >= std::min(kWindowTurns * turn, to_seconds(kWindowMost));
}

void InFlightLimit::note_latency(Instant now) {
  if (now - least_.began >= kHalfOfLeastLatency) {
    least_ = {Duration::max(), least_.now, now};
  }
  least_.now = std::min(least_.now, window_.least_latency);
}

// The limit does not bind, so nothing tells what would be right: slowly back to what is configured.
void InFlightLimit::come_back(Instant now) {
  note_latency(now);
  phase_ = Phase::kSettled;
  held_until_.reset();
  rate_of_window_ = 0;
  limit_ = bounded(limit_ + std::ceil(kComeBack * bounds_.most));
}

void InFlightLimit::decide(Instant now) {
  const double rate = window_.records / to_seconds(now - window_.began);
  // The sink became slower within this window: the next one tells how fast it is now.
  const bool is_mixed = !is_after_mixed_ && rate < kOtherSink * rate_of_window_;
  is_after_mixed_ = is_mixed;
  rate_of_window_ = rate;
  if (is_mixed && phase_ == Phase::kSettled) return;
  switch (phase_) {
    case Phase::kSettled:
      settle(rate, now);
      break;
    case Phase::kLowered:
      if (judge_lowered(rate, now)) settle(rate, now);
      break;
    case Phase::kRestored:
      judge_restored(rate, now);
      break;
    case Phase::kRaised:
      judge_raised(rate, now);
      break;
  }
}

bool InFlightLimit::judge_lowered(double rate, Instant now) {
  const double share = static_cast<double>(limit_) / limit_before_;
  if (rate >= rate_before_ * (1 - kFollows * (1 - share))) {
    held_until_.reset();
    return true;
  }
  rate_lowered_ = rate;
  const std::uint32_t before = limit_before_;
  const double rate_before = rate_before_;
  change_to(before, rate, Phase::kRestored, now);
  rate_before_ = rate_before;
  return false;
}

// Whether it was the limit that made the rate fall, or the sink became slower at that moment.
void InFlightLimit::judge_restored(double rate, Instant now) {
  if (rate < (rate_lowered_ + rate_before_) / 2) {
    settle(rate, now);
    return;
  }
  hold(rate, now);
  raise(rate, now);
}

void InFlightLimit::judge_raised(double rate, Instant now) {
  const double share = static_cast<double>(limit_) / limit_before_;
  if (rate >= rate_before_ * (1 + kFollows * (share - 1))) {
    hold(rate, now);
    raise(rate, now);
    return;
  }
  change_to(limit_before_, rate, Phase::kSettled, now);
}

void InFlightLimit::settle(double rate, Instant now) {
  phase_ = Phase::kSettled;
  const std::uint32_t want = bounded(wanted(rate));
  if (want > kRaiseAbove * limit_ || (want == bounds_.most && want > limit_)) {
    held_until_.reset();
    change_to(want, rate, Phase::kSettled, now);
    return;
  }
  const bool was_held = held_until_.has_value();
  if (was_held && now < *held_until_ && rate >= kOtherSink * rate_held_) return;
  const bool is_other_sink = was_held && rate < kOtherSink * rate_held_;
  if (is_other_sink) held_until_.reset();
  if (want >= kLowerBelow * limit_) return;
  const double step = was_held && !is_other_sink ? kLowerStepAgain : kLowerStep;
  change_to(std::max<double>(want, step * limit_), rate, Phase::kLowered, now);
}

void InFlightLimit::raise(double rate, Instant now) {
  phase_ = Phase::kSettled;
  if (limit_ < bounds_.most) change_to(kRaiseStep * limit_, rate, Phase::kRaised, now);
}

void InFlightLimit::hold(double rate, Instant now) {
  held_until_ = now + kHold;
  rate_held_ = rate;
}

double InFlightLimit::wanted(double rate) const {
  const Duration least = std::min(least_.now, least_.before);
  const double far = least == Duration::max() ? 0 : 2 * to_seconds(least);
  return rate * std::max(to_seconds(bounds_.target_latency), far);
}

// What is measured before all in flight went round once belongs to the limit before.
void InFlightLimit::change_to(double limit, double rate, Phase phase, Instant now) {
  limit_before_ = limit_;
  rate_before_ = rate;
  limit_ = bounded(limit);
  phase_ = phase;
  const double turn = std::max(limit_, limit_before_) / std::max(rate, 1.0);
  const auto settling = std::chrono::duration<double>(std::min(turn, to_seconds(kSettleMost)));
  settles_at_ = now + std::chrono::duration_cast<Duration>(settling);
}

std::uint32_t InFlightLimit::bounded(double limit) const {
  const double least = std::min(bounds_.least, bounds_.most);
  return static_cast<std::uint32_t>(std::clamp<double>(limit, least, bounds_.most));
}

}  // namespace projector
