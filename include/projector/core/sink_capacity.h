// How many records a second the sink applies when it is the limit, and what of that a topic gets.
//
// Capacity shows only while more waits than is applied: before, the rate is that of the arrivals.
//
// Thread: one owner.

#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "projector/base/time.h"
#include "projector/core/options.h"

namespace projector {

class SinkCapacity {
 public:
  // Once a tick. `finished`: records with an outcome so far, of all topics. `is_full`: all that may
  // be in flight is, and most writers have a batch.
  void sample(Instant now, double finished, bool is_full);

  // Whether the sink is what keeps records waiting, smoothed over a few seconds.
  bool is_limit() const { return is_limit_; }
  // None until it was the limit for some seconds, or when that is too long ago.
  std::optional<double> per_second() const;

 private:
  void learn(double per_second, double elapsed_seconds);

  Instant last_at_{};
  double last_finished_ = 0;
  double fullness_ = 0;  // 0 to 1.
  bool is_limit_ = false;
  double per_second_ = 0;
  double learned_seconds_ = 0;
  Instant learned_at_{};
};

struct TopicLoad {
  TopicClass topic_class = TopicClass::kNormal;
  double lag = 0;
  double out_per_second = 0;
};

// Higher classes take theirs first; those of one class share what is left by what waits. Never less
// than the topic has now.
double share_of(std::size_t topic, std::span<const TopicLoad> topics, double per_second);

}  // namespace projector
