// Looks at the pipeline once a tick, and makes the snapshot that everyone reads.
//
// Thread: the consumer's.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "projector/core/group_view.h"
#include "projector/core/histogram.h"
#include "projector/core/pipeline.h"
#include "projector/core/protection.h"
#include "projector/core/recent_history.h"
#include "projector/core/sink_capacity.h"
#include "projector/core/snapshot.h"
#include "projector/core/stages.h"
#include "projector/runtime/batch_writers.h"
#include "projector/runtime/decision_ring.h"
#include "projector/runtime/ports.h"
#include "projector/runtime/topic_watch.h"

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
    is_assignment_lost_ = false;
  }
  void on_lost() { is_assignment_lost_ = true; }
  void on_stopping() { stopping_ = true; }
  void on_end_offsets(Now now);
  void on_commit(bool stored, double seconds);
  // Before each tick.
  void on_stages(const StageTotals& totals) { stage_seconds_ = totals; }
  void on_headroom(std::uint32_t topic, std::optional<double> seconds) {
    watches_[topic].on_headroom(seconds);
  }
  // What the other members say of themselves; it holds until the next view.
  void on_group_view(GroupView view) { group_view_ = std::move(view); }
  const GroupView& group_view() const { return group_view_; }
  // Why the topic's dead letters are not getting through; empty: they are.
  void on_letters(std::uint32_t topic, std::string trouble) {
    watches_[topic].on_letters(std::move(trouble));
  }

  // Assignments, the brokers' pauses and refusals are noted; the loop does the rest.
  void on_event(const SourceEvent& event, Now now);
  void on_sent(std::uint32_t writer, Now now) { recent_.on_sent(now.steady, writer); }
  void on_written(const WriteDone& done, Now now) {
    recent_.on_written(now.steady, done.writer, done.result, to_seconds(done.took));
  }
  // What tells the times of the process's threads and how often a limit stopped it; without these
  // they are not known.
  void watch_processor(std::vector<ThreadTime> (*threads)(),
                       std::optional<ProcessorLimit> (*limit)()) {
    look_at_threads_ = threads;
    look_at_limit_ = limit;
  }

  void tick(Now now);
  // What follows for the classes from the last look.
  const ProtectionOrders& orders() const { return protection_.orders(); }
  // The last look, and what was decided goes to the log.
  void end(Now now);

 private:
  void look_at_topics(Snapshot& snapshot, Now now);
  void find_bottleneck(Snapshot& snapshot, Now now);
  void protect(const Snapshot& snapshot, Now now);
  double brokers_silent_seconds(Now now) const;
  void remember(Snapshot& snapshot, Now now);
  void decide(Snapshot& snapshot, Now now);

  const Pipeline& pipeline_;
  SnapshotSink& sink_;
  EventLog& log_;
  std::size_t (*const memory_bytes_)();

  FlowOptions flow_;
  GroupView group_view_;
  std::vector<TopicWatch> watches_;  // By topic.
  SinkCapacity capacity_;
  Protection protection_;
  Instant last_tick_{};
  Instant brokers_answered_at_{};    // Or when it was first expected; unset until the next tick.
  bool is_assignment_lost_ = false;  // And nothing assigned since.
  bool group_joined_ = false;
  bool stopping_ = false;
  std::uint64_t rebalances_ = 0;
  std::uint64_t client_renewals_ = 0;
  StageTotals stage_seconds_{};
  StageShares stage_shares_;
  RecentHistory recent_;
  std::vector<ThreadTime> (*look_at_threads_)() = nullptr;
  std::optional<ProcessorLimit> (*look_at_limit_)() = nullptr;
  Instant next_look_at_threads_{};
  Histogram offset_commit_ok_seconds_;
  Histogram offset_commit_error_seconds_;
  DecisionRing decisions_;
};

}  // namespace projector
