// The consumer thread: carries events to the core and the core's answers to the outside world.
//
// One step takes events, results and records, sends batches and commits, and says how long nothing
// is due; run() repeats it and sleeps in one place in between. A revoke and a stop are two more
// conditions looked at in each step, so that nothing ever blocks the membership.
//
// Thread: one, but for request_stop(), request_tuning() and on_group_view().

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "projector/base/startup_error.h"
#include "projector/core/group_view.h"
#include "projector/core/pipeline.h"
#include "projector/core/stages.h"
#include "projector/runtime/batch_writers.h"
#include "projector/runtime/class_reader.h"
#include "projector/runtime/dead_letter_carrier.h"
#include "projector/runtime/latest_box.h"
#include "projector/runtime/log_watch.h"
#include "projector/runtime/observer.h"
#include "projector/runtime/options.h"
#include "projector/runtime/ports.h"
#include "projector/runtime/tunables.h"

namespace projector {

struct ConsumerLoopParts {
  RecordSource& source;
  BatchWriters& writers;
  Pipeline& pipeline;
  Observer& observer;
  EventLog& log;
  std::vector<const WritePlans*> plans;  // By topic.
  DeadLetterSink* letters = nullptr;     // Null where no topic has a dead-letter topic.
  LogLookup* lookup = nullptr;           // Null: nothing is known of what is not read.
  Instant (*clock)() = nullptr;          // Null in virtual time: work takes none.
};

class ConsumerLoop {
 public:
  // All parts must outlive it. `offset_lost_skips`: offset_lost is `earliest`, not `stop`.
  ConsumerLoop(const RuntimeOptions& options, ConsumerLoopParts parts, bool offset_lost_skips);

  // Joins the group and works until a stop is done or Kafka gave up: kDone or kFenced.
  ExitCode run();

  // One pass; the longest time to sleep after it. Requires: is_finished() is false.
  std::chrono::milliseconds step(Now now);
  bool is_finished() const { return exit_code_.has_value(); }

  // From any thread: stop reading, finish what is in flight within the drain deadline, commit, end.
  void request_stop() noexcept;
  // From any thread: the next step begins by taking them. Nothing in flight is touched and the
  // membership is not; what runs under a deadline already keeps it.
  void request_tuning(Tunables tunables);
  // From any thread: what the others say now, for the next step. Wakes nobody.
  void on_group_view(GroupView view) { group_view_.put(std::move(view)); }

 private:
  // Partitions on their way out: drained until the deadline, then committed, then given back.
  struct Leaving {
    std::vector<PartitionRef> partitions;
    Instant deadline;
    bool commit_asked = false;
    std::optional<Instant> commit_until{};  // Once it is drained.
  };

  void tune(Now now);
  bool take_events(Now now);  // Whether it looked at all of them.
  void on_event(const SourceEvent& event, Now now);
  void on_assigned(const SourceEvent& event);
  void on_revoked(const SourceEvent& event, Now now);
  void on_commit_ended(const SourceEvent& event);
  void on_access(const SourceEvent& event);
  void on_end_offsets(const SourceEvent& event, Now now);
  void on_offset_lost(PartitionRef partition, Now now);
  void take_results(Now now);
  void stop_and_resume(Now now);
  void give_back(const Leaving& leaving);
  // Whether there is more to read at once.
  bool read(Now now);
  Instant clock() const { return parts_.clock != nullptr ? parts_.clock() : Instant{}; }
  StageSight see_stages(Now now) const;
  void dispatch(Now now);
  void commit_when_due(Now now);
  void start_commit(Now now);
  void look_around(Now now);
  void leave_when_drained(Now now);
  bool commit_of_leaving_ended(Leaving& leaving, Now now);
  void stop_when_drained(Now now);
  std::chrono::milliseconds time_to_sleep(Now now) const;
  std::string text(PartitionRef partition) const;

  // Constant after construction.
  const ConsumerLoopParts parts_;
  const bool offset_lost_skips_;
  const std::uint32_t writers_;

  // Owned by the consumer thread.
  RuntimeOptions options_;
  ClassReader reader_;
  DeadLetterCarrier letters_;
  StageClock stages_;
  LogWatch log_watch_;
  std::uint32_t writers_busy_ = 0;
  bool reads_at_once_ = false;
  std::optional<Leaving> revoked_;
  std::optional<Leaving> stopping_;
  std::optional<Instant> commit_in_flight_since_;
  Instant next_commit_{};
  Instant next_tick_{};
  Instant next_end_offsets_{};
  std::optional<ExitCode> exit_code_;

  // Any thread.
  std::atomic<bool> stop_requested_{false};
  LatestBox<Tunables> tunables_;
  LatestBox<GroupView> group_view_;
};

}  // namespace projector
