#include "projector/core/watermark.h"

#include <algorithm>
#include <utility>

#include "projector/base/check.h"

namespace projector {

std::uint64_t Watermark::add(Offset offset, WallTime timestamp) {
  PROJECTOR_CHECK(offset >= position_, "a partition's records must rise");
  if (next_ - first_ == ring_.size()) grow();

  at(next_) = {offset, timestamp, false};
  position_ = offset.next();
  ++unfinished_;
  return next_++;
}

void Watermark::finish(std::uint64_t sequence) {
  PROJECTOR_CHECK(sequence >= first_ && sequence < next_, "an outcome for a record never added");
  PROJECTOR_CHECK(!at(sequence).finished, "a record has one outcome only");
  at(sequence).finished = true;
  --unfinished_;
  while (!empty() && at(first_).finished) ++first_;
}

void Watermark::pass_to(Offset position) {
  if (position > position_) position_ = position;
}

std::optional<WallTime> Watermark::forget_from(Offset offset) {
  PROJECTOR_CHECK(offset >= next_applied(), "what may be committed already cannot be forgotten");
  std::optional<WallTime> oldest;
  while (!empty() && at(next_ - 1).offset >= offset) {
    const Entry& entry = at(--next_);
    if (!entry.finished) --unfinished_;
    oldest = entry.timestamp;
  }
  position_ = std::min(position_, offset);
  return oldest;
}

std::optional<WallTime> Watermark::oldest_unfinished() const {
  if (empty()) return std::nullopt;
  return at(first_).timestamp;
}

void Watermark::grow() {
  constexpr std::size_t kRingMin = 64;
  std::vector<Entry> larger(ring_.empty() ? kRingMin : ring_.size() * 2);
  for (std::uint64_t sequence = first_; sequence != next_; ++sequence) {
    larger[sequence & (larger.size() - 1)] = at(sequence);
  }
  ring_ = std::move(larger);
}

}  // namespace projector
