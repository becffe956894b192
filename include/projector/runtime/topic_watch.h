// Looks at one topic once a tick: rates, age, what keeps it from being read, and its state. Logs
// one line for each change of state.
//
// Thread: the consumer's.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "projector/core/amplification.h"
#include "projector/core/arrival_curve.h"
#include "projector/core/budget_risk.h"
#include "projector/core/pipeline.h"
#include "projector/core/rate.h"
#include "projector/core/snapshot.h"
#include "projector/core/topic_state.h"
#include "projector/runtime/ports.h"

namespace projector {

// What is the same for all topics at one tick.
struct TickSight {
  double elapsed_seconds = 0;  // Since the tick before.
  double brokers_silent_seconds = 0;
  bool is_assignment_lost = false;  // The partitions went without anybody asking for them.
  std::uint64_t rebalances = 0;
  bool is_sink_limit = false;
  std::array<std::string, kTopicClassCount> held_reasons;  // Of a class that is not read.
};

class TopicWatch {
 public:
  // Both must outlive it.
  TopicWatch(const Pipeline& pipeline, std::uint32_t topic, EventLog& log)
      : pipeline_(pipeline), topic_(topic), log_(log) {}

  // The ends of the logs were told. Between two of them the total stands still.
  void on_end_offsets(Now now);
  // Why the topic's dead letters are not getting through; empty: they are.
  void on_letters(std::string trouble) { letters_trouble_ = std::move(trouble); }
  // What the brokers refuse to our user; empty: nothing.
  void on_access(std::string refused) { access_trouble_ = std::move(refused); }

  // Until Kafka may delete what waits (snapshot.h).
  void on_headroom(std::optional<double> seconds) { headroom_seconds_ = seconds; }

  // First what there is, then, once that is known of all topics, what it means. `per_second` is
  // what the topic gets of the sink; none where that is not known.
  TopicSnapshot look(const TickSight& tick, Now now);
  void judge_topic(TopicSnapshot& seen, const TickSight& tick, std::optional<double> per_second,
                   Now now);

  // As of the last look.
  FlowState state() const { return state_; }
  bool is_at_risk() const { return risk_.is_at_risk(); }

 private:
  bool is_held() const;
  // Whether one of them is stopped.
  bool look_at_partitions(TopicSnapshot& seen) const;
  void follow(TopicSnapshot& seen, Now now);
  void follow_log(const TopicSnapshot& seen, Now now);
  void forecast(TopicSnapshot& seen, const TickSight& tick, std::optional<double> per_second,
                Now now);
  void follow_repeats(const TopicSnapshot& seen, const TickSight& tick, Now now);
  TopicSight sight_of(const TopicSnapshot& seen, const TickSight& tick, Now now) const;

  // Constant after construction.
  const Pipeline& pipeline_;
  const std::uint32_t topic_;
  EventLog& log_;

  Rate in_;
  Rate out_;
  std::uint64_t finished_ = 0;
  Instant progressed_at_{};
  std::vector<std::int32_t> assigned_;
  double passed_ = 0;  // Offsets that the watermarks of these have passed.
  ArrivalCurve arrivals_;
  BudgetRisk risk_;
  Amplification amplification_;
  FlowState state_ = FlowState::kSteady;
  std::string letters_trouble_;
  std::string access_trouble_;
  std::optional<double> headroom_seconds_;
  double throttled_held_seconds_ = 0;
  double throttled_stopped_seconds_ = 0;
  double throttled_credits_seconds_ = 0;
};

}  // namespace projector
