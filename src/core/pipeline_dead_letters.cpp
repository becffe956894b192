// The pipeline's half of records that can never be applied, in topics that have a dead-letter
// topic.

#include <algorithm>
#include <utility>

#include "projector/core/pipeline.h"

#include "pipeline_policy.h"

namespace projector {

// Of a record that was read and cannot be mapped. False: no room for its letter; offer it again.
bool Pipeline::reject(const RecordView& record, Now now) {
  const PartitionRef partition = record.partition;
  if (!topics_[partition.topic].has_dead_letters()) {
    note_read(record, now);
    stand_still(partition,
                {StandstillCause::kBadRecord, rejected_reason(record.offset, rejection_)},
                now.steady);
    return true;
  }
  // One that is larger than all that may be in flight goes alone.
  const std::size_t bytes =
      std::min(dead_letter_bytes(record.key, record.value, record.headers), credits_.bytes_max());
  if (!credits_.has_room(bytes)) return false;

  note_read(record, now);
  PartitionState& state = partitions_.at(partition);
  credits_.take(bytes);
  ++state.in_flight;
  const WallTime since = aged_from(record, now);
  state.read_up_to(since);
  const std::uint64_t sequence = state.watermark.add(record.offset, since);
  letters_.add(make_dead_letter(record, rejection_),
               {partition, state.epoch, record.offset, sequence, bytes});
  state.go_on();  // What it was stopped for did not befall this record.
  return true;
}

// The lone record that its table refuses becomes a letter, with the credits that it holds. Without
// an SQLSTATE it is not known to be the record's fault.
bool Pipeline::dead_letter_part(Lane& lane, const WriteResult& result) {
  const BatchRecord& record = lane.batch().records[lane.part().first];
  if (!topics_[record.partition.topic].has_dead_letters() || result.sqlstate.empty()) return false;
  if (!partitions_.at(record.partition).counts(record.epoch, record.offset)) return false;
  letters_.add(make_dead_letter(record, {RejectClass::kConstraint, result.reason, result.sqlstate}),
               {record.partition, record.epoch, record.offset, record.sequence, record.bytes});
  lane.finish_part();
  return true;
}

std::optional<DeadLetter> Pipeline::next_dead_letter() {
  while (auto letter = letters_.next()) {
    const DeadLetterBook::Origin& origin = letters_.open().at(letter->id);
    if (partitions_.at(origin.partition).counts(origin.epoch, origin.offset)) return letter;
    give_back(origin.partition, origin.bytes);
    count(origin.partition, Outcome::kReleased);
    letters_.close(letter->id);
  }
  return std::nullopt;
}

void Pipeline::on_dead_letter(std::uint64_t id, Now now) {
  const DeadLetterBook::Origin origin = letters_.close(id);
  PartitionState& state = partitions_.at(origin.partition);
  give_back(origin.partition, origin.bytes);
  if (!state.counts(origin.epoch, origin.offset)) {
    count(origin.partition, Outcome::kReleased);
    return;
  }
  finish_in(state, origin.sequence);
  count(origin.partition, Outcome::kDeadLettered);
  if (state.phase == PartitionPhase::kTrying) state.resume_at = now.steady;
}

}  // namespace projector
