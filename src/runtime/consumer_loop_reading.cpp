// The loop's half of reading, and where the time of its stages goes.

#include <algorithm>

#include "projector/runtime/consumer_loop.h"

namespace projector {

// A record that was held for want of room belongs to the reading that ends here: the next one
// starts at the watermark and brings it again. Taken in later, it would hide a gap.
void ConsumerLoop::forget_held(PartitionRef partition) {
  for (const RecordView*& held : held_) {
    if (held != nullptr && held->partition == partition) held = nullptr;
  }
}

bool ConsumerLoop::read(Now now) {
  if (revoked_ || stopping_) return false;
  std::uint32_t wanted = parts_.pipeline.records_wanted();
  if (wanted == 0) return false;
  timed_ = {};
  const Instant began = clock();
  const bool has_room = read_classes(wanted, now);
  stages_.on_read(clock() - began, timed_.taking, timed_.mapping);
  return has_room && wanted == 0 && parts_.pipeline.records_wanted() > 0;
}

// False: there is no room for the next record, nor for any other.
bool ConsumerLoop::read_classes(std::uint32_t& wanted, Now now) {
  for (const TopicClass topic_class :
       {TopicClass::kCritical, TopicClass::kNormal, TopicClass::kOptional}) {
    if (!read_class(topic_class, wanted, now)) return false;
  }
  return true;
}

// The first record is timed: it tells how the time of all divides, without a clock for each.
bool ConsumerLoop::read_class(TopicClass topic_class, std::uint32_t& wanted, Now now) {
  const RecordView*& held = held_[static_cast<std::size_t>(topic_class)];
  if (wanted == 0) return true;
  const Instant began = clock();
  if (held == nullptr) held = parts_.source.next_record(topic_class);
  if (held == nullptr) return true;
  const Instant taken = clock();
  if (!parts_.pipeline.read(*held, now)) return false;
  timed_.taking += taken - began;
  timed_.mapping += clock() - taken;
  held = nullptr;
  --wanted;
  while (wanted > 0) {
    held = parts_.source.next_record(topic_class);
    if (held == nullptr) return true;
    if (!parts_.pipeline.read(*held, now)) return false;
    held = nullptr;
    --wanted;
  }
  return true;
}

StageSight ConsumerLoop::see_stages(Now now) const {
  const Pipeline& pipeline = parts_.pipeline;
  StageSight sight;
  sight.has_no_room =
      pipeline.records_wanted() == 0 ||
      std::any_of(held_.begin(), held_.end(), [](const auto* held) { return held != nullptr; });
  sight.writers = writers_;
  sight.writers_busy = writers_busy_;
  sight.is_writing_put_off = writers_busy_ < writers_ && pipeline.credits().records_in_use() > 0 &&
                             (pipeline.circuit().is_open() || pipeline.next_attempt().has_value());
  sight.is_committing = commit_in_flight_since_.has_value();
  sight.is_commit_due = sight.is_committing && now.steady >= next_commit_;
  return sight;
}

}  // namespace projector
