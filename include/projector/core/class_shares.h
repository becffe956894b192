// Strict order with a starvation bound: higher classes first, but a lower one is owed a small part
// of what goes to those above it. So it moves on while all is well, and costs them little.
//
// Counted in records: a class that took a large batch at once has had its part for a while.
//
// Thread: one owner.

#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "projector/core/options.h"

namespace projector {

class ClassShares {
 public:
  // One record in so many is a lower class's; two lower classes together have an eighth
  // (BudgetRisk::kCountedOn).
  static constexpr std::int64_t kOneIn = 16;
  // Of a class that must not wait: every second record.
  static constexpr std::int64_t kUrgentOneIn = 2;
  // What it did not need is not saved up for longer.
  static constexpr std::int64_t kOwedMax = 64;

  void took(TopicClass topic_class, std::uint32_t records) {
    const auto place = static_cast<std::size_t>(topic_class);
    owed_[place] = std::max(owed_[place] - records * kOneIn, -kOwedMax * kOneIn);
    for (std::size_t lower = place + 1; lower < owed_.size(); ++lower) {
      const std::int64_t weight = is_urgent_[lower] ? kOneIn / kUrgentOneIn : 1;
      owed_[lower] = std::min(owed_[lower] + records * weight, kOwedMax * kOneIn);
    }
  }
  // Nothing of the class waits: it is not starving.
  void has_nothing(TopicClass topic_class) {
    std::int64_t& owed = owed_[static_cast<std::size_t>(topic_class)];
    owed = std::min<std::int64_t>(owed, 0);
  }
  void set_urgent(TopicClass topic_class, bool is_urgent) {
    is_urgent_[static_cast<std::size_t>(topic_class)] = is_urgent;
  }

  // Records that it may have before those above it.
  std::uint32_t owed(TopicClass topic_class) const {
    const std::int64_t owed = owed_[static_cast<std::size_t>(topic_class)];
    return static_cast<std::uint32_t>(std::max<std::int64_t>(owed, 0) / kOneIn);
  }

 private:
  std::array<std::int64_t, kTopicClassCount> owed_{};  // In parts of a record.
  std::array<bool, kTopicClassCount> is_urgent_{};
};

}  // namespace projector
