// The pipeline's half that faces the sink: batches out, and results in.

#include <algorithm>
#include <utility>

#include "projector/base/check.h"
#include "projector/core/pipeline.h"

#include "pipeline_policy.h"

namespace projector {
namespace {

// The topics of a class in turn; of a topic the writer's own lane first.
Lane* next_lane_of(std::vector<TopicLanes>& topics, const std::vector<std::uint32_t>& rank,
                   std::uint32_t writer, std::size_t& turn, Instant now) {
  for (std::size_t step = 0; step < rank.size(); ++step) {
    const std::size_t place = (turn + step) % rank.size();
    TopicLanes& topic = topics[rank[place]];
    if (!topic.takes_writers()) continue;
    for (std::size_t other = 0; other < topic.lanes.size(); ++other) {
      Lane& lane = topic.lanes[(writer + other) % topic.lanes.size()];
      if (!lane.is_ready(now)) continue;
      turn = place + 1;
      return &lane;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<Dispatch> Pipeline::next_dispatch(Instant now) {
  if (!circuit_.may_try(now) || !budget_.may_send(now)) return std::nullopt;
  for (std::uint32_t index = 0; index < writers_.size(); ++index) {
    WriterState& writer = writers_[index];
    if (!writer.is_free(now)) continue;
    Lane* const lane = next_lane(index, now);
    if (lane == nullptr) continue;
    writer.in_air = lane;
    writer.probe = circuit_.on_try();
    const TablePace& pace = topics_[lane->topic()].pace;
    const RecordRange range = lane->launch(pace.records_max());
    budget_.on_sent(now);
    shares_.took(topics_[lane->topic()].options.topic_class, range.size());
    return Dispatch{index, &lane->batch(), range};
  }
  return std::nullopt;
}

// Higher classes first, but for what lower ones are owed. A lane that stands ready though its
// writer is busy, or has no link, is anybody's: the lane keeps the order, not the writer.
Lane* Pipeline::next_lane(std::uint32_t writer, Instant now) {
  const auto lane_of = [&](std::size_t rank) {
    return next_lane_of(topics_, topics_by_rank_[rank], writer, writers_[writer].turn, now);
  };
  for (std::size_t rank = 1; rank < topics_by_rank_.size(); ++rank) {
    if (shares_.owed(static_cast<TopicClass>(rank)) == 0) continue;
    if (Lane* const lane = lane_of(rank)) return lane;
  }
  for (std::size_t rank = 0; rank < topics_by_rank_.size(); ++rank) {
    if (Lane* const lane = lane_of(rank)) return lane;
  }
  return nullptr;
}

void Pipeline::on_result(std::uint32_t writer, const WriteResult& result, Duration took, Now now) {
  Lane* const lane = std::exchange(writers_[writer].in_air, nullptr);
  PROJECTOR_CHECK(lane != nullptr, "a result came from a writer without a batch");
  const std::uint32_t topic = lane->batch().topic;
  const bool applied = result.action == WriteAction::kApplied;
  Histogram& seconds = applied ? figures_.db_commit_ok_seconds : figures_.db_commit_error_seconds;
  seconds.observe(to_seconds(took));
  if (is_retried(result.action)) budget_.on_failure(now.steady);
  if (is_unavailable(result.action)) {
    limit_.on_unavailable(now.steady);
    circuit_.on_unreachable(now.steady, writers_[writer].probe);
    writers_[writer].lose_link(link_backoff_, now.steady);
  } else {
    circuit_.on_reached();
    writers_[writer].links_lost = 0;
  }
  if (!applied) {
    on_failure(*lane, result, now);
    give_up_stale(topic);
    return;
  }
  limit_.on_applied(lane->part().size(), took, credits_.records_in_use(), now.steady);
  follow_sink(now.steady);
  topics_[topic].pace.on_applied(lane->part().size());
  const bool had_failed = lane->failures() > 0;
  finish_records(*lane, result, now);
  // What made it fail has passed: the topic's other lanes need not wait for it any more.
  if (had_failed) topics_[topic].wait_at_most_until(now.steady);
}

void Pipeline::follow_sink(Instant now) {
  limit_.tick(credits_.records_in_use(), now);
  credits_.set_limits(limit_.current(), credits_.bytes_max());
}

void Pipeline::finish_records(Lane& lane, const WriteResult& result, Now now) {
  const Batch& batch = lane.batch();
  const RecordRange part = lane.part();
  const std::uint32_t batch_topic = batch.topic;
  PROJECTOR_CHECK(result.applied + result.stale + result.unmatched == part.size(),
                  "every record of a batch has one outcome");
  TopicFigures& figures = figures_.topics[batch_topic];
  std::uint32_t late = 0;  // Of an assignment that is over: the counts cannot say which.
  for (std::uint32_t index = part.first; index < part.last; ++index) {
    if (!finish_record(batch.records[index], now)) ++late;
  }
  std::uint32_t uncounted = late;
  const auto count_result = [&](Outcome outcome, std::uint32_t records) {
    const std::uint32_t skipped = std::min(uncounted, records);
    uncounted -= skipped;
    figures.outcomes[index_of(outcome)] += records - skipped;
  };
  count_result(Outcome::kApplied, result.applied);
  count_result(Outcome::kStale, result.stale);
  count_result(Outcome::kUnmatched, result.unmatched);
  figures.outcomes[index_of(Outcome::kReleased)] += late;
  lane.finish_part();
  if (late > 0 || lane.is_isolating()) give_up_stale(batch_topic);
}

bool Pipeline::finish_record(const BatchRecord& record, Now now) {
  PartitionState& state = partitions_.at(record.partition);
  give_back(record.partition, record.bytes);
  if (!state.counts(record.epoch, record.offset)) return false;

  finish_in(state, record.sequence);
  const double age = std::chrono::duration<double>(now.wall - record.aged_from).count();
  figures_.topics[record.partition.topic].freshness.observe(std::max(age, 0.0));
  if (state.phase == PartitionPhase::kTrying) state.resume_at = now.steady;
  return true;
}

void Pipeline::finish_in(PartitionState& state, std::uint64_t sequence) {
  const std::uint32_t above_before = state.watermark.finished_above();
  state.watermark.finish(sequence);
  finished_above_ += state.watermark.finished_above();
  finished_above_ -= above_before;
}

void Pipeline::give_back(PartitionRef partition, std::size_t bytes) {
  credits_.give_back(1, bytes);
  --partitions_.at(partition).in_flight;
}

void Pipeline::count(PartitionRef partition, Outcome outcome) {
  ++figures_.topics[partition.topic].outcomes[index_of(outcome)];
}

// When a lane that waits, a writer without a batch, and the circuit next allow to send.
std::optional<Instant> Pipeline::next_attempt() const {
  if (circuit_.is_open() && !circuit_.next_probe()) return std::nullopt;
  std::optional<Instant> writer_free;
  for (const WriterState& writer : writers_) {
    if (writer.in_air != nullptr) continue;
    writer_free = std::min(writer_free.value_or(writer.not_before), writer.not_before);
  }
  std::optional<Instant> lane_ready;
  for (const TopicLanes& topic : topics_) {
    const auto ready = topic.next_ready();
    if (ready) lane_ready = std::min(lane_ready.value_or(*ready), *ready);
  }
  if (!writer_free || !lane_ready) return std::nullopt;
  return std::max({*writer_free, *lane_ready, circuit_.next_probe().value_or(*lane_ready),
                   budget_.next_allowed().value_or(*lane_ready)});
}

}  // namespace projector
