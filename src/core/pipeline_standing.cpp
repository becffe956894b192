// The pipeline's half of standing still: partitions that stop, go on, and give up what they read.

#include <algorithm>
#include <utility>

#include "projector/core/pipeline.h"

#include "pipeline_policy.h"
#include "room.h"

namespace projector {
namespace {

// How long one record may keep everything else from being read: longer than a batch takes at a
// sink of a few hundred rows a second, or a statement timeout.
constexpr auto kHoldUpMax = std::chrono::seconds(15);
// With less than this part of the bytes free a large record finds no room.
constexpr std::size_t kBytesFreeMin = 8;

}  // namespace

// At a lone record that is not applied. What lies before it keeps its place.
void Pipeline::stop_at_part(const Lane& lane, const std::string& reason, Instant now) {
  const BatchRecord& record = lane.batch().records[lane.part().first];
  if (!partitions_.at(record.partition).counts(record.epoch, record.offset)) return;
  cut(record.partition, record.offset);
  stand_still(record.partition, {StandstillCause::kBadRecord, reason}, now);
}

void Pipeline::stop(PartitionRef partition, const Standstill& why, Instant now) {
  PartitionState& state = partitions_.at(partition);
  if (!state.is_assigned()) return;
  cut(partition, state.watermark.next_applied());
  stand_still(partition, why, now);
}

void Pipeline::stand_still(PartitionRef partition, const Standstill& why, Instant now) {
  PartitionState& state = partitions_.at(partition);
  if (!state.is_assigned()) return;
  state.phase = PartitionPhase::kStopped;
  state.resume_at = now + kResumePause;
  stops_.push_back({partition, why.reason, state.reason != why.reason});
  state.reason = why.reason;
  state.standing = why.cause;
}

void Pipeline::give_over(PartitionRef partition, const Standstill& why) {
  stand_still(partition, why, Instant{});
  PartitionState& state = partitions_.at(partition);
  if (state.phase == PartitionPhase::kStopped) state.resume_at = Instant::max();
}

void Pipeline::stop_topic(std::uint32_t topic, const Standstill& why, Instant now) {
  std::vector<PartitionRef> stopping;
  partitions_.each_assigned([&](PartitionRef partition, const PartitionState& state) {
    const bool goes_on = state.phase != PartitionPhase::kStopped;
    if (partition.topic == topic && goes_on) stopping.push_back(partition);
  });
  for (const PartitionRef partition : stopping) stop(partition, why, now);
}

std::optional<StoppedPartition> Pipeline::next_stop(Instant now) {
  stop_what_holds_up(now);
  const bool has_bytes = credits_.bytes_available() >= credits_.bytes_max() / kBytesFreeMin;
  const bool is_crowded = !has_bytes || records_wanted() == 0;
  if (is_crowded && !circuit_.is_open()) {
    const auto topic = who_takes_the_room(topics_, partitions_, credits_.records_in_use(), now);
    if (topic) stop_topic(*topic, {StandstillCause::kHeldUp, std::string(kTakesTheRoom)}, now);
  }
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
    state.begin(Epoch{++last_epoch_});
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
    state.committed.reset();  // What was stored lies beyond it, and is offered anew.
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

// --- Giving up.

void Pipeline::cut(PartitionRef partition, Offset from) {
  PartitionState& state = partitions_.at(partition);
  state.cut = std::min(state.cut, from);
  finished_above_ -= state.watermark.finished_above();
  if (const auto oldest = state.watermark.forget_from(from)) state.fresh_until = *oldest;
  finished_above_ += state.watermark.finished_above();
  give_up_stale(partition.topic);
}

void Pipeline::give_up_partition(PartitionRef partition, Offset next) {
  PartitionState& state = partitions_.at(partition);
  finished_above_ -= state.watermark.finished_above();
  if (const auto oldest = state.watermark.oldest_unfinished()) state.fresh_until = *oldest;
  state.watermark = Watermark(next);
  state.begin(Epoch{++last_epoch_});
  give_up_stale(partition.topic);
}

void Pipeline::give_up_stale(std::uint32_t topic) {
  for (Lane& lane : topics_[topic].lanes) {
    lane.drop([this](const BatchRecord& record) {
      if (partitions_.at(record.partition).counts(record.epoch, record.offset)) return false;
      give_back(record.partition, record.bytes);
      count(record.partition, Outcome::kReleased);
      return true;
    });
  }
}

// One record that waits for long must not keep all others from being read: the partition with the
// most records behind it stands still instead. The record itself keeps its place, or a dead letter
// that waits would be made again each time; what lies behind it is read again.
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
  cut(worst, partitions_.at(worst).watermark.next_applied().next());
  stand_still(worst,
              {StandstillCause::kHeldUp,
               std::to_string(most) + " of its records are applied behind one that is not"},
              now);
}

}  // namespace projector
