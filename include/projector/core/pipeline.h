// The core as a whole: told what happened, it answers what to do. It ties credits, watermarks,
// lanes and the circuit, and decides nothing by itself.
//   read() --> lane of the key --> next_dispatch() ... on_result() --> watermark --> commits()
// Thread: one owner. No I/O, no clock, no randomness but from the seed: a run can be repeated.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/backoff.h"
#include "projector/core/circuit.h"
#include "projector/core/class_shares.h"
#include "projector/core/credits.h"
#include "projector/core/dead_letter_book.h"
#include "projector/core/in_flight_limit.h"
#include "projector/core/partition_table.h"
#include "projector/core/pipeline_figures.h"
#include "projector/core/pipeline_values.h"
#include "projector/core/protection.h"
#include "projector/core/statement_budget.h"
#include "projector/core/write_result.h"
#include "projector/core/writer_state.h"

namespace projector {

class Pipeline {
 public:
  Pipeline(const PipelineOptions& options, std::vector<PipelineTopic> topics);
  void obey(const ProtectionOrders& orders);  // Who is held and who sheds, from now on.
  // Takes other limits, all at once. What is beyond them already is finished as it is.
  void tune(const PipelineTunables& tunables, Instant now);

  // --- The group's assignment.
  // The partition is ours, from `start` on, which is offered to be committed. Requires: it was not.
  void assign(PartitionOffset start);
  // Gives up what no writer has; what one has frees its credits when it comes back.
  void unassign(PartitionRef partition);
  std::uint32_t unfinished(PartitionRef partition) const;  // Its records without an outcome.

  // --- Reading.
  std::uint32_t records_wanted() const;  // How many may be read now.
  // Takes the record in. False: no room for its bytes; offer it again. A record of a partition
  // that is not being read is dropped: it will be read again.
  [[nodiscard]] bool read(const RecordView& record, Now now);
  bool is_too_old(const RecordView& record, Now now) const;  // Shed: read() would pass it over.
  void pass_to(PartitionOffset position);                    // No record lies before it any more.
  void on_end_offset(PartitionOffset end, Now now);
  // Of the first record from this place on, which was not read.
  void on_record_time(PartitionOffset place, WallTime timestamp, Now now);

  // --- Writing.
  // A batch for a writer that has none; nullopt when there is none to send now.
  std::optional<Dispatch> next_dispatch(Instant now);
  // Requires: it had a batch.
  void on_result(std::uint32_t writer, const WriteResult& result, Duration took, Now now);
  void follow_sink(Instant now);  // Regularly: the in-flight limit, also while nothing is applied.

  // --- Dead letters, of topics that have a topic for them.
  std::optional<DeadLetter> next_dead_letter();    // Its record keeps its credits, and its place.
  void on_dead_letter(std::uint64_t id, Now now);  // Its topic has it. Requires: handed out.

  // --- Committing.
  std::vector<PartitionOffset> commits() const;  // What could be stored and is not yet.
  void on_committed(std::span<const PartitionOffset> next_offsets);

  // --- Standing still.
  // Stops the partition at its watermark and gives up what was read beyond it.
  void stop(PartitionRef partition, const Standstill& why, Instant now);
  // Stops the partition behind the last record taken; what was read before goes on.
  void stand_still(PartitionRef partition, const Standstill& why, Instant now);
  // Like stand_still(), for good: only a new assignment reads the partition again.
  void give_over(PartitionRef partition, const Standstill& why);
  // Partitions that must not be read until next_resume() names them.
  std::optional<StoppedPartition> next_stop(Instant now);
  std::optional<PartitionOffset> next_resume(Instant now);
  // The partition goes on at `start` instead: what lay before is no longer in the log.
  void skip_to(PartitionOffset start, Instant now);
  void count_lost_offset(PartitionRef partition);  // Gone when the partition was assigned.
  std::optional<Instant> next_deadline() const;    // When something is due by itself.
  std::optional<Instant> next_attempt() const;     // Of batches that are put off, one by one.

  // --- Looking.
  const ProtectionOrders& orders() const { return orders_; }
  const Credits& credits() const { return credits_; }
  const Circuit& circuit() const { return circuit_; }
  const PipelineFigures& figures() const { return figures_; }
  std::vector<std::uint32_t> writer_queues() const;
  bool is_sink_full() const;  // All that may be in flight is, and most writers have a batch.
  std::size_t topic_count() const { return topics_.size(); }
  const TopicOptions& topic(std::uint32_t topic) const { return topics_[topic].options; }
  const PartitionTable& partitions() const { return partitions_; }
  const DeadLetterBook& letters() const { return letters_; }
  std::vector<std::uint32_t> lane_records(std::uint32_t topic) const;  // By lane.
  double oldest_age_seconds(std::uint32_t topic, Now now) const;       // 0 when caught up.

 private:
  std::uint32_t replay_room() const;
  Lane& lane_for(const RecordView& record);
  void take_in(const RecordView& record, Batch& batch, std::size_t bytes_before, Now now);
  MapAction map(const RecordView& record, Lane& lane, Batch*& batch, std::size_t& bytes_before);
  void pass_over(const RecordView& record, Outcome outcome, Now now);
  void note_read(const RecordView& record, Now now);
  bool reject(const RecordView& record, Now now);
  bool dead_letter_part(Lane& lane, const WriteResult& result);
  void on_failure(Lane& lane, const WriteResult& result, Now now);
  void retry(Lane& lane, const WriteResult& result, Instant now);
  void finish_records(Lane& lane, const WriteResult& result, Now now);
  bool finish_record(const BatchRecord& record, Now now);
  void finish_in(PartitionState& state, std::uint64_t sequence);
  Lane* next_lane(std::uint32_t writer, Instant now);
  void stop_at_part(const Lane& lane, const std::string& reason, Instant now);
  void cut(PartitionRef partition, Offset from);
  void stop_topic(std::uint32_t topic, const Standstill& why, Instant now);
  void give_up_partition(PartitionRef partition, Offset next);
  void give_up_stale(std::uint32_t topic);
  void give_back(PartitionRef partition, std::size_t bytes);
  void count(PartitionRef partition, Outcome outcome);
  void stop_what_holds_up(Instant now);

  PipelineOptions options_;
  std::vector<TopicLanes> topics_;
  PartitionTable partitions_;
  std::vector<std::vector<std::uint32_t>> topics_by_rank_;  // Topics of one class together.
  InFlightLimit limit_;                                     // Of the credits in records.
  ProtectionOrders orders_;
  ClassShares shares_;  // Of what is written.
  Credits credits_;
  BatchPool pool_;
  Circuit circuit_;
  StatementBudget budget_;
  Backoff backoff_;
  Backoff link_backoff_;
  PipelineFigures figures_;
  std::vector<WriterState> writers_;
  DeadLetterBook letters_;
  std::deque<StoppedPartition> stops_;
  std::uint64_t last_epoch_ = 0;
  std::uint64_t finished_above_ = 0;
  std::optional<Instant> held_up_since_;
  Rejection rejection_;
};

}  // namespace projector
