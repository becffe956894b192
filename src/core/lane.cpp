#include "projector/core/lane.h"

#include <utility>

#include "projector/base/check.h"

namespace projector {
namespace {

// A burst of large records must not pin its memory for good: what is kept is what flat records of
// about 1 KB need, and few batches of it.
constexpr std::size_t kArenaBytesKept = std::size_t{1} << 20;
constexpr std::size_t kBatchesKept = 32;

// Keeps the records of `kept`, in their order; their rows and cells stay where they are or move up.
void keep_only(Batch& batch, const std::vector<std::uint32_t>& kept) {
  std::vector<BatchRecord> records;
  std::vector<RowChange> rows;
  records.reserve(kept.size());
  for (const std::uint32_t index : kept) {
    BatchRecord record = batch.records[index];
    const std::uint32_t first_row = record.first_row;
    record.first_row = static_cast<std::uint32_t>(rows.size());
    for (std::uint32_t row = 0; row < record.row_count; ++row) {
      RowChange change = batch.rows[first_row + row];
      change.record = static_cast<std::uint32_t>(records.size());
      rows.push_back(change);
    }
    records.push_back(record);
  }
  batch.records = std::move(records);
  batch.rows = std::move(rows);
}

}  // namespace

std::unique_ptr<Batch> BatchPool::take(std::uint32_t topic) {
  std::unique_ptr<Batch> batch;
  if (free_.empty()) {
    batch = std::make_unique<Batch>();
  } else {
    batch = std::move(free_.back());
    free_.pop_back();
  }
  batch->topic = topic;
  return batch;
}

void BatchPool::give_back(std::unique_ptr<Batch> batch) {
  if (free_.size() >= kBatchesKept) return;
  batch->clear(kArenaBytesKept);
  free_.push_back(std::move(batch));
}

Batch& Lane::collecting() {
  if (waiting_.empty() || is_full(*waiting_.back())) return collecting_anew();
  return *waiting_.back();
}

Batch& Lane::collecting_anew() {
  waiting_.push_back(pool_.take(topic_));
  return *waiting_.back();
}

bool Lane::is_ready(Instant now) const {
  if (in_air_ || now < not_before_) return false;
  return current_ != nullptr || (!waiting_.empty() && !waiting_.front()->records.empty());
}

RecordRange Lane::launch(std::uint32_t records_max) {
  PROJECTOR_CHECK(records_max > 0, "a batch without records would never end");
  PROJECTOR_CHECK(!in_air_, "two batches of one lane in the air would lose the order");
  if (current_ == nullptr) {
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
    parts_ = {current_->all()};
  }
  in_air_ = true;
  RecordRange& next = parts_.back();
  if (next.size() > records_max) {
    const RecordRange head{next.first, next.first + records_max};
    next.first = head.last;
    parts_.push_back(head);
  }
  return parts_.back();
}

void Lane::finish_part() {
  PROJECTOR_CHECK(in_air_, "a result came for a batch that was not sent");
  in_air_ = false;
  forget_failures();
  parts_.pop_back();
  if (parts_.empty()) pool_.give_back(std::move(current_));
}

void Lane::retry_part(Instant not_before) {
  PROJECTOR_CHECK(in_air_, "a result came for a batch that was not sent");
  in_air_ = false;
  ++failures_;
  not_before_ = not_before;
}

bool Lane::halve_part() {
  PROJECTOR_CHECK(in_air_, "a result came for a batch that was not sent");
  const RecordRange part = parts_.back();
  if (part.size() == 1) return false;

  in_air_ = false;
  forget_failures();
  const std::uint32_t middle = part.first + part.size() / 2;
  parts_.back() = {middle, part.last};
  parts_.push_back({part.first, middle});
  return true;
}

void Lane::drop(const std::function<bool(const BatchRecord&)>& is_given_up) {
  if (current_ != nullptr && !in_air_) drop_from_current(is_given_up);
  std::vector<std::uint32_t> kept;
  for (auto batch = waiting_.begin(); batch != waiting_.end();) {
    kept.clear();
    const auto& records = (*batch)->records;
    for (std::uint32_t index = 0; index < records.size(); ++index) {
      if (!is_given_up(records[index])) kept.push_back(index);
    }
    if (kept.size() != records.size()) keep_only(**batch, kept);
    if (kept.empty()) {
      pool_.give_back(std::move(*batch));
      batch = waiting_.erase(batch);
    } else {
      ++batch;
    }
  }
}

void Lane::drop_from_current(const std::function<bool(const BatchRecord&)>& is_given_up) {
  std::vector<std::uint32_t> kept;
  bool all = true;
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
    for (std::uint32_t index = part->first; index < part->last; ++index) {
      if (is_given_up(current_->records[index])) {
        all = false;
      } else {
        kept.push_back(index);
      }
    }
  }
  if (all) return;

  forget_failures();  // What remains is another batch: what the old one failed by may be gone.
  parts_.clear();
  if (kept.empty()) {
    pool_.give_back(std::move(current_));
    return;
  }
  keep_only(*current_, kept);
  parts_ = {current_->all()};
}

void Lane::forget_failures() {
  failures_ = 0;
  not_before_ = Instant{};
  streak_ = {};
}

std::uint32_t Lane::records() const {
  std::size_t records = 0;
  for (const auto& batch : waiting_) records += batch->records.size();
  for (const RecordRange part : parts_) records += part.size();
  return static_cast<std::uint32_t>(records);
}

}  // namespace projector
