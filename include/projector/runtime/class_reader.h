// Reads the classes' records into the pipeline: higher classes first, lower ones what they are
// owed, held ones not at all.
//
// Not asking for a class's records is the backpressure: they wait in Kafka, and the membership goes
// on.
//
// Thread: the consumer's.

#pragma once

#include <array>
#include <cstdint>

#include "projector/core/class_shares.h"
#include "projector/core/pipeline.h"
#include "projector/runtime/ports.h"

namespace projector {

// Of the first record of each class in a reading, which tells how the time of all divides.
struct ReadTimes {
  Duration taking{};
  Duration mapping{};
};

class ClassReader {
 public:
  // Both must outlive it. Without a clock nothing is timed.
  ClassReader(RecordSource& source, Pipeline& pipeline, Instant (*read_clock)())
      : source_(source), pipeline_(pipeline), clock_(read_clock) {}

  // Whether anything may be read, or passed over, now.
  bool has_work() const;
  // Reads what is wanted now. Whether there is more to read at once. A class that gave nothing is
  // not asked again in the same reading: an error may lie there, and what comes behind it is read
  // only once that was looked at. Requires: all events of the source were looked at.
  bool read(Now now);
  const ReadTimes& times() const { return times_; }
  // A record is in hand and has no room.
  bool has_found_no_room() const;

  // A record that was offered and found no room belongs to a reading that ends here: the next one
  // starts at the watermark and brings it again. Taken in later, it would hide a gap.
  void forget(PartitionRef partition);

 private:
  // False: there is no room for the next record, nor for any other.
  bool read_class(TopicClass topic_class, std::uint32_t limit, std::uint32_t& wanted, Now now);
  bool pass_over_old(TopicClass topic_class, Now now);
  enum class Taking : std::uint8_t { kTaken, kNothing, kNoRoom };
  Taking take(TopicClass topic_class, Now now);
  Taking take_timed(TopicClass topic_class, Now now);
  const RecordView* next_of(TopicClass topic_class);
  Instant clock() const { return clock_ != nullptr ? clock_() : Instant{}; }

  // Constant after construction.
  RecordSource& source_;
  Pipeline& pipeline_;
  Instant (*const clock_)();

  ReadTimes times_;
  ClassShares shares_;
  std::array<const RecordView*, kTopicClassCount> offered_{};  // Read, but without room yet.
  std::array<bool, kTopicClassCount> has_given_all_{};         // In this reading.
};

}  // namespace projector
