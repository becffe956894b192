#include "projector/core/sink_capacity.h"

#include <algorithm>
#include <cmath>

namespace projector {
namespace {

// Of being full: a checkpoint that holds all writers for a second is not yet a slow sink.
constexpr double kFullnessSeconds = 2;
constexpr double kFullFrom = 0.75;
constexpr double kFullUntil = 0.25;
// Of the rate: batches of 500 at 600/s come in lumps, which must not show; a sink that becomes slow
// must.
constexpr double kRateSeconds = 15;
constexpr double kLearnSeconds = 5;
// What the sink did longer ago than this is no forecast.
constexpr auto kKept = std::chrono::seconds(60);

double weight_of(double elapsed_seconds, double over_seconds) {
  return 1 - std::exp(-elapsed_seconds / over_seconds);
}

}  // namespace

void SinkCapacity::sample(Instant now, double finished, bool is_full) {
  const double elapsed = to_seconds(now - last_at_);
  const bool is_first = last_at_ == Instant{};
  const double gained = finished - last_finished_;
  last_at_ = now;
  last_finished_ = finished;
  if (is_first || elapsed <= 0) return;

  fullness_ += ((is_full ? 1 : 0) - fullness_) * weight_of(elapsed, kFullnessSeconds);
  is_limit_ = fullness_ > (is_limit_ ? kFullUntil : kFullFrom);
  if (now - learned_at_ > kKept) learned_seconds_ = 0;
  if (!is_full) return;
  learn(gained / elapsed, elapsed);
  learned_at_ = now;
}

// The first samples count alike; a lump among them would else count for long.
void SinkCapacity::learn(double per_second, double elapsed_seconds) {
  learned_seconds_ = std::min(learned_seconds_ + elapsed_seconds, kRateSeconds);
  const double weight =
      std::max(elapsed_seconds / learned_seconds_, weight_of(elapsed_seconds, kRateSeconds));
  per_second_ += (per_second - per_second_) * std::min(weight, 1.0);
}

std::optional<double> SinkCapacity::per_second() const {
  if (learned_seconds_ < kLearnSeconds) return std::nullopt;
  return per_second_;
}

double share_of(std::size_t topic, std::span<const TopicLoad> topics, double per_second) {
  const TopicLoad& its = topics[topic];
  double left = per_second;
  double waits = 0;
  for (const TopicLoad& other : topics) {
    if (other.topic_class < its.topic_class) left -= other.out_per_second;
    if (other.topic_class == its.topic_class) waits += other.lag;
  }
  const double share = waits > 0 ? left * its.lag / waits : left;
  return std::max(share, its.out_per_second);
}

}  // namespace projector
