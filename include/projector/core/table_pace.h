// How hard a topic's table is pressed after it was too slow or locked.
//
//   statement timeout --> batches of half the records, down to one; twice as many per success
//   lock timeout      --> one writer at a time tries, until one succeeds: the others are free for
//                         other tables
//
// Thread: one owner.

#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace projector {

class TablePace {
 public:
  void on_applied(std::uint32_t records) {
    is_locked_ = false;
    if (records < records_max_) return;  // It proves nothing of larger ones.
    records_max_ = records_max_ > kUnlimited / 2 ? kUnlimited : records_max_ * 2;
  }
  void on_timeout(std::uint32_t records) { records_max_ = std::max(records / 2, 1U); }
  void on_lock_timeout() { is_locked_ = true; }

  // The most records of one batch.
  std::uint32_t records_max() const { return records_max_; }
  bool is_locked() const { return is_locked_; }

 private:
  static constexpr std::uint32_t kUnlimited = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t records_max_ = kUnlimited;
  bool is_locked_ = false;
};

}  // namespace projector
