// How far a partition is durable without a gap, while its records finish in any order.
//
//   offsets    40  41  43  44  47 |          42, 45, 46 never come (a compacted or aborted record)
//   finished    x   x   .   x   x |position 48
//                        ^ next_applied() is 43: all before it has an outcome
//
// A record is known here by its sequence, its place in the order of reading; gaps in offsets
// therefore cost nothing. What lies between the last record and position() never comes.
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "projector/base/offset.h"
#include "projector/base/time.h"

namespace projector {

class Watermark {
 public:
  explicit Watermark(Offset start) : position_(start) {}

  // Takes in the next record and returns its sequence. Requires: offset >= position().
  std::uint64_t add(Offset offset, WallTime timestamp);

  // The record has an outcome. Requires: added, and not finished before.
  void finish(std::uint64_t sequence);

  // No record lies before `position` any more. Going back is ignored.
  void pass_to(Offset position);

  // Forgets the records from `offset` on, whatever became of them: they will be read again from
  // there. The time of the first of them; nullopt where there was none.
  // Requires: next_applied() <= offset.
  std::optional<WallTime> forget_from(Offset offset);

  // What may be committed: every record before it has an outcome.
  Offset next_applied() const { return empty() ? position_ : at(first_).offset; }
  // The lowest offset that may be read next.
  Offset position() const { return position_; }

  // Records without an outcome, and records with one that wait for an older record's.
  std::uint32_t unfinished() const { return unfinished_; }
  std::uint32_t finished_above() const {
    return static_cast<std::uint32_t>(next_ - first_) - unfinished_;
  }

  // Of the oldest record without an outcome.
  std::optional<WallTime> oldest_unfinished() const;

 private:
  struct Entry {
    Offset offset;
    WallTime timestamp;
    bool finished = false;
  };

  bool empty() const { return first_ == next_; }
  Entry& at(std::uint64_t sequence) { return ring_[sequence & (ring_.size() - 1)]; }
  const Entry& at(std::uint64_t sequence) const { return ring_[sequence & (ring_.size() - 1)]; }
  void grow();

  // A ring whose size is a power of two; grows to what is in flight at most, and stays.
  std::vector<Entry> ring_;
  std::uint64_t first_ = 0;
  std::uint64_t next_ = 0;
  std::uint32_t unfinished_ = 0;
  Offset position_;
};

}  // namespace projector
