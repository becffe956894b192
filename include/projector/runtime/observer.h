// Looks at the pipeline once a tick: rates, ages, states, and the snapshot that everyone reads.
// Logs one line for each change of state.
//
// Thread: the consumer's.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "projector/core/histogram.h"
#include "projector/core/pipeline.h"
#include "projector/core/rate.h"
#include "projector/core/snapshot.h"
#include "projector/core/topic_state.h"
#include "projector/runtime/ports.h"

namespace projector {

class Observer {
 public:
  // All must outlive it. `memory_bytes` is the process's resident memory, asked once a tick.
  Observer(const Pipeline& pipeline, const FlowOptions& flow, SnapshotSink& sink, EventLog& log,
           std::size_t (*memory_bytes)());

  void tune(const FlowOptions& flow) { flow_ = flow; }

  void on_joined() { group_joined_ = true; }
  void on_rebalance() {
    ++rebalances_;
    brokers_answered_at_ = Instant{};  // The ends are asked anew.
  }
  void on_stopping() { stopping_ = true; }
  void on_end_offsets(Now now);
  void on_commit(bool stored, double seconds);
  // Why the topic's dead letters are not getting through; empty: they are.
  void on_letters(std::uint32_t topic, std::string trouble) {
    series_[topic].letters_trouble = std::move(trouble);
  }

  void tick(Now now);

 private:
  struct TopicSeries {
    Rate in;
    Rate out;
    std::uint64_t finished = 0;
    Instant progressed_at{};
    FlowState state = FlowState::kSteady;
    bool has_partitions = false;
    std::string letters_trouble;
    double throttled_stopped_seconds = 0;
    double throttled_credits_seconds = 0;
  };

  TopicSnapshot look_at(std::uint32_t topic, Now now, double elapsed_seconds);
  // Whether one of them is stopped.
  bool look_at_partitions(std::uint32_t topic, TopicSnapshot& seen) const;
  static void follow(TopicSnapshot& seen, TopicSeries& series, const TopicFigures& figures,
                     Now now);
  void judge_topic(TopicSnapshot& topic, TopicSeries& series, Now now);
  std::string bottleneck(Now now) const;
  double brokers_silent_seconds(Now now) const;
  void decide(Snapshot& snapshot, Now now);

  const Pipeline& pipeline_;
  SnapshotSink& sink_;
  EventLog& log_;
  std::size_t (*const memory_bytes_)();

  FlowOptions flow_;
  std::vector<TopicSeries> series_;
  Instant last_tick_{};
  Instant brokers_answered_at_{};  // Or when it was first expected; unset until the next tick.
  bool group_joined_ = false;
  bool stopping_ = false;
  std::uint64_t rebalances_ = 0;
  Histogram offset_commit_ok_seconds_;
  Histogram offset_commit_error_seconds_;
  std::string state_ = "steady";
  std::deque<DecisionSnapshot> decisions_;
};

}  // namespace projector
