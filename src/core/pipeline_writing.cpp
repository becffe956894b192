// The pipeline's half that faces the sink: batches out, results in, and what a failure stops.

#include <algorithm>
#include <utility>

#include "projector/base/check.h"
#include "projector/core/pipeline.h"

#include "pipeline_policy.h"

namespace projector {
namespace {

// A stopped partition is looked at again so often: soon after an operator has mended the table,
// and seldom enough to cost nothing (design decision 9).
constexpr auto kResumePause = std::chrono::seconds(5);

// How long one record may keep everything else from being read: longer than a batch takes at a
// sink of a few hundred rows a second, or a statement timeout.
constexpr auto kHoldUpMax = std::chrono::seconds(15);

}  // namespace

std::optional<Dispatch> Pipeline::next_dispatch(Instant now) {
  if (!circuit_.may_try(now)) return std::nullopt;
  for (std::uint32_t index = 0; index < writers_.size(); ++index) {
    WriterState& writer = writers_[index];
    if (!writer.is_free(now)) continue;
    Lane* const lane = next_lane(index, now);
    if (lane == nullptr) continue;
    writer.in_air = lane;
    circuit_.on_try();
    const RecordRange range = lane->launch();
    return Dispatch{index, &lane->batch(), range};
  }
  return std::nullopt;
}

// Higher classes first; within one the topics in turn; of a topic the writer's own lane first. A
// lane that stands ready though its writer is busy, or has no link, is anybody's: the lane keeps
// the order, not the writer.
Lane* Pipeline::next_lane(std::uint32_t writer, Instant now) {
  for (const auto& rank : topics_by_rank_) {
    for (std::size_t step = 0; step < rank.size(); ++step) {
      const std::size_t place = (writers_[writer].turn + step) % rank.size();
      auto& lanes = topics_[rank[place]].lanes;
      for (std::size_t other = 0; other < lanes.size(); ++other) {
        Lane& lane = lanes[(writer + other) % lanes.size()];
        if (!lane.is_ready(now)) continue;
        writers_[writer].turn = place + 1;
        return &lane;
      }
    }
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
  if (!applied) ++figures_.db_errors[error_class(result)];
  if (result.action == WriteAction::kUnavailable) {
    circuit_.on_unreachable(now.steady);
    lose_link(writers_[writer], now.steady);
  } else {
    circuit_.on_reached();
    writers_[writer].links_lost = 0;
  }

  switch (result.action) {
    case WriteAction::kApplied:
      finish_records(*lane, result, now);
      return;
    case WriteAction::kUnavailable:
      ++figures_.retries[error_class(result)];
      lane->retry_part(now.steady);  // By whoever has a link; the circuit says when.
      break;
    case WriteAction::kRetryLater:
      retry(*lane, result, now.steady);
      break;
    case WriteAction::kIsolate:
      if (lane->halve_part()) break;
      reject(*lane, result, now.steady);
      lane->retry_part(now.steady);
      break;
    case WriteAction::kStop:
      stop_topic(topic, result.reason, now.steady);
      lane->retry_part(now.steady + kResumePause);
      break;
  }
  give_up_stale(topic);
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
  const std::uint32_t late_applied = std::min(late, result.applied);
  figures.outcomes[index_of(Outcome::kApplied)] += result.applied - late_applied;
  figures.outcomes[index_of(Outcome::kStale)] += result.stale - (late - late_applied);
  figures.outcomes[index_of(Outcome::kUnmatched)] += result.unmatched;
  figures.outcomes[index_of(Outcome::kReleased)] += late;
  lane.finish_part();
  if (late > 0 || lane.is_isolating()) give_up_stale(batch_topic);
}

bool Pipeline::finish_record(const BatchRecord& record, Now now) {
  PartitionState& state = partitions_.at(record.partition);
  credits_.give_back(1, record.bytes);
  --state.in_flight;
  if (!state.is_assigned() || record.epoch != state.epoch) return false;

  finish_in(state, record.sequence);
  const double age = std::chrono::duration<double>(now.wall - record.timestamp).count();
  figures_.topics[record.partition.topic].freshness.observe(std::max(age, 0.0));
  if (state.phase == PartitionPhase::kTrying) state.resume_at = now.steady;
  return true;
}

// The first loss of a link is most often over at once. A writer that never gets one must not try
// without pause while the others' successes keep the circuit closed.
void Pipeline::lose_link(WriterState& writer, Instant now) {
  if (++writer.links_lost > 1)
    writer.not_before = now + link_backoff_.pause_after(writer.links_lost - 1);
}

void Pipeline::finish_in(PartitionState& state, std::uint64_t sequence) {
  const std::uint32_t above_before = state.watermark.finished_above();
  state.watermark.finish(sequence);
  finished_above_ += state.watermark.finished_above();
  finished_above_ -= above_before;
}

void Pipeline::retry(Lane& lane, const WriteResult& result, Instant now) {
  ++figures_.retries[error_class(result)];
  lane.retry_part(now + backoff_.pause_after(lane.failures() + 1));
}

void Pipeline::reject(const Lane& lane, const WriteResult& result, Instant now) {
  const BatchRecord& record = lane.batch().records[lane.part().first];
  const PartitionState* const state = partitions_.find_assigned(record.partition);
  if (state == nullptr || record.epoch != state->epoch) return;
  stop(record.partition, refused_reason(record.offset, result), now);
}

// --- Standing still.

void Pipeline::stop(PartitionRef partition, const std::string& reason, Instant now) {
  PartitionState& state = partitions_.at(partition);
  if (!state.is_assigned()) return;
  give_up_partition(partition, state.watermark.next_applied());
  stand_still(partition, reason, now);
}

void Pipeline::stand_still(PartitionRef partition, const std::string& reason, Instant now) {
  PartitionState& state = partitions_.at(partition);
  if (!state.is_assigned()) return;
  state.phase = PartitionPhase::kStopped;
  state.resume_at = now + kResumePause;
  stops_.push_back({partition, reason, state.reason != reason});
  state.reason = reason;
}

void Pipeline::give_over(PartitionRef partition, const std::string& reason) {
  stand_still(partition, reason, Instant{});
  PartitionState& state = partitions_.at(partition);
  if (state.phase == PartitionPhase::kStopped) state.resume_at = Instant::max();
}

void Pipeline::stop_topic(std::uint32_t topic, const std::string& reason, Instant now) {
  std::vector<PartitionRef> stopping;
  partitions_.each_assigned([&](PartitionRef partition, const PartitionState& state) {
    const bool goes_on = state.phase != PartitionPhase::kStopped;
    if (partition.topic == topic && goes_on) stopping.push_back(partition);
  });
  for (const PartitionRef partition : stopping) stop(partition, reason, now);
}

std::optional<StoppedPartition> Pipeline::next_stop(Instant now) {
  stop_what_holds_up(now);
  while (!stops_.empty()) {
    StoppedPartition stopped = std::move(stops_.front());
    stops_.pop_front();
    if (partitions_.find_assigned(stopped.partition) != nullptr) return stopped;
  }
  return std::nullopt;
}

std::optional<PartitionOffset> Pipeline::next_resume(Instant now) {
  std::optional<PartitionOffset> resumed;
  partitions_.each_assigned([&](PartitionRef partition, PartitionState& state) {
    if (resumed || state.resume_at == Instant{} || now < state.resume_at) return;
    // What was read before it stopped comes first: its outcome decides where to go on.
    if (state.watermark.unfinished() > 0) return;
    state.resume_at = Instant{};
    if (state.phase == PartitionPhase::kStopped) {
      state.phase = PartitionPhase::kTrying;
    } else {
      state.go_on();
    }
    resumed = PartitionOffset{partition, state.watermark.position()};
  });
  return resumed;
}

void Pipeline::skip_to(PartitionOffset start, Instant now) {
  PartitionState& state = partitions_.at(start.partition);
  if (!state.is_assigned()) return;
  if (start.offset < state.watermark.position()) {
    // The log is another, or was cut: what is in hand of the old one has no place in it.
    give_up_partition(start.partition, start.offset);
  } else {
    // What was read before the hole is still in hand, and nowhere else: it is finished first.
    state.watermark.pass_to(start.offset);
  }
  state.phase = PartitionPhase::kStopped;
  state.resume_at = now;
  count_lost_offset(start.partition);
}

void Pipeline::count_lost_offset(PartitionRef partition) {
  ++figures_.topics[partition.topic].offsets_lost;
}

std::optional<Instant> Pipeline::next_deadline() const {
  std::optional<Instant> earliest = next_attempt();
  const auto consider = [&earliest](Instant at) { earliest = std::min(earliest.value_or(at), at); };
  if (held_up_since_) consider(*held_up_since_ + kHoldUpMax);
  partitions_.each_assigned([&](PartitionRef, const PartitionState& state) {
    const bool is_due = state.watermark.unfinished() == 0;
    if (state.phase == PartitionPhase::kStopped && is_due) consider(state.resume_at);
  });
  return earliest;
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
  for (const Topic& topic : topics_) {
    for (const Lane& lane : topic.lanes) {
      if (lane.is_in_air() || !lane.has_records()) continue;
      lane_ready = std::min(lane_ready.value_or(lane.not_before()), lane.not_before());
    }
  }
  if (!writer_free || !lane_ready) return std::nullopt;
  return std::max({*writer_free, *lane_ready, circuit_.next_probe().value_or(*lane_ready)});
}

// --- Giving up.

void Pipeline::give_up_partition(PartitionRef partition, Offset next) {
  PartitionState& state = partitions_.at(partition);
  finished_above_ -= state.watermark.finished_above();
  if (const auto oldest = state.watermark.oldest_unfinished()) state.fresh_until = *oldest;
  state.watermark = Watermark(next);
  state.epoch = Epoch{++last_epoch_};
  give_up_stale(partition.topic);
}

void Pipeline::give_up_stale(std::uint32_t topic) {
  for (Lane& lane : topics_[topic].lanes) {
    lane.drop([this](const BatchRecord& record) {
      const PartitionState& state = partitions_.at(record.partition);
      const bool is_stale = !state.is_assigned() || record.epoch != state.epoch;
      if (is_stale) give_up(record);
      return is_stale;
    });
  }
}

void Pipeline::give_up(const BatchRecord& record) {
  credits_.give_back(1, record.bytes);
  --partitions_.at(record.partition).in_flight;
  ++figures_.topics[record.partition.topic].outcomes[index_of(Outcome::kReleased)];
}

// One record that waits for long must not keep all others from being read: the partition with the
// most records behind it stands still instead, and is read again from that record on.
void Pipeline::stop_what_holds_up(Instant now) {
  if (replay_room() > 0 || finished_above_ == 0 || circuit_.is_open()) {
    held_up_since_.reset();
    return;
  }
  if (!held_up_since_) held_up_since_ = now;
  if (now - *held_up_since_ < kHoldUpMax) return;
  held_up_since_.reset();
  PartitionRef worst;
  std::uint32_t most = 0;
  partitions_.each_assigned([&](PartitionRef partition, const PartitionState& state) {
    if (state.watermark.finished_above() <= most) return;
    worst = partition;
    most = state.watermark.finished_above();
  });
  stop(worst, std::to_string(most) + " of its records are applied behind one that is not", now);
}

}  // namespace projector
