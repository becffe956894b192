// Where the records of one topic and one writer queue up, in order, at most one batch in the air.
//
// There is no timer: while the writer is busy the lane collects, and what it has collected by then
// is the next batch. Small batches at low load, full ones at high load. A batch that the table
// refuses is halved by records until the bad one stands alone; the order is kept.
//
//   waiting: | batch | batch | collecting -> |      parts of the current batch, tried from the
//   left: current: | [0, 250) in the air | [250, 500) |
//
// Thread: one owner; the batch in the air is only read, by its writer.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/batch.h"
#include "projector/core/failure_streak.h"

namespace projector {

struct BatchLimits {
  std::uint32_t rows_max = 0;
  std::size_t bytes_max = 0;
};

// Batches that were written, kept to be filled again.
class BatchPool {
 public:
  std::unique_ptr<Batch> take(std::uint32_t topic);
  void give_back(std::unique_ptr<Batch> batch);

 private:
  std::vector<std::unique_ptr<Batch>> free_;
};

class Lane {
 public:
  // The pool must outlive the lane.
  Lane(std::uint32_t topic, BatchLimits limits, BatchPool& pool)
      : topic_(topic), limits_(limits), pool_(pool) {}

  // Of the batches that are collected from now on; the others go out as they are.
  void set_limits(BatchLimits limits) { limits_ = limits; }

  // The batch that the next record goes into.
  Batch& collecting();
  // Closes that batch, because the record just mapped into it does not fit, and opens the next.
  Batch& collecting_anew();
  bool fits(const Batch& batch) const {
    return batch.rows.size() <= limits_.rows_max && batch.bytes() <= limits_.bytes_max;
  }

  // Whether a batch could go out now.
  bool is_ready(Instant now) const;
  // Puts the next part into the air, cut to the first `records_max` records. Requires:
  // is_ready(now), records_max > 0.
  RecordRange launch(std::uint32_t records_max);

  std::uint32_t topic() const { return topic_; }
  bool is_in_air() const { return in_air_; }
  // Whether other parts of the batch wait for their turn.
  bool is_isolating() const { return parts_.size() > (in_air_ ? 1u : 0u); }
  const Batch& batch() const { return *current_; }
  RecordRange part() const { return parts_.back(); }
  Offset first_offset() const { return current_->records[parts_.back().first].offset; }

  // How the part in the air came back. Requires: is_in_air().
  void finish_part();                   // It has its outcomes.
  void retry_part(Instant not_before);  // The same again, not before then.
  [[nodiscard]] bool halve_part();      // False for a lone record: nothing was changed.
  // How it failed, beside one of these.
  FailureStreak& streak() { return streak_; }
  const FailureStreak& streak() const { return streak_; }

  // A pause that would end later ends then.
  void wait_at_most_until(Instant latest) { not_before_ = std::min(not_before_, latest); }

  // Gives up every record that `is_given_up` names; none that is in the air, these come back first.
  void drop(const std::function<bool(const BatchRecord&)>& is_given_up);

  // Records held: waiting, and in the current batch.
  std::uint32_t records() const;
  std::uint32_t failures() const { return failures_; }
  Instant not_before() const { return not_before_; }
  bool has_records() const {
    return current_ != nullptr || (!waiting_.empty() && !waiting_.front()->records.empty());
  }

 private:
  bool is_full(const Batch& batch) const {
    return batch.rows.size() >= limits_.rows_max || batch.bytes() >= limits_.bytes_max;
  }
  void drop_from_current(const std::function<bool(const BatchRecord&)>& is_given_up);
  void forget_failures();

  const std::uint32_t topic_;
  BatchLimits limits_;
  BatchPool& pool_;

  std::deque<std::unique_ptr<Batch>> waiting_;
  std::unique_ptr<Batch> current_;
  std::vector<RecordRange> parts_;  // Of current_, the next one last.
  bool in_air_ = false;
  std::uint32_t failures_ = 0;  // Of the part, in a row.
  FailureStreak streak_;        // Likewise.
  Instant not_before_{};
};

}  // namespace projector
