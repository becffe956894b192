// A histogram with fixed upper bounds, in plain numbers: observed by one thread, copied into a
// snapshot, rendered by telemetry.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace projector {

class Histogram {
 public:
  // Requires: `bounds` rise strictly. A last bucket without a bound is added.
  explicit Histogram(std::vector<double> bounds)
      : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

  void observe(double value, std::uint64_t times = 1) {
    const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);
    counts_[static_cast<std::size_t>(bound - bounds_.begin())] += times;
    sum_ += value * static_cast<double>(times);
    count_ += times;
  }

  // The same observations under other bounds. Where one lay within an old bucket is not known: it
  // counts as the most that it can have been, so that nothing looks better than it was.
  Histogram with_bounds(std::vector<double> bounds) const {
    Histogram moved(std::move(bounds));
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
      const auto bound =
          bucket < bounds_.size()
              ? std::lower_bound(moved.bounds_.begin(), moved.bounds_.end(), bounds_[bucket])
              : moved.bounds_.end();
      moved.counts_[static_cast<std::size_t>(bound - moved.bounds_.begin())] += counts_[bucket];
    }
    moved.sum_ = sum_;
    moved.count_ = count_;
    return moved;
  }

  const std::vector<double>& bounds() const { return bounds_; }
  // Not cumulative; one more than bounds.
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  double sum() const { return sum_; }
  std::uint64_t count() const { return count_; }

 private:
  std::vector<double> bounds_;
  std::vector<std::uint64_t> counts_;
  double sum_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace projector
