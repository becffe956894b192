// Virtual time: what is to happen, in its order. Time passes only from one entry to the next.
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "projector/base/time.h"

namespace projector::simulation {

class Agenda {
 public:
  Agenda() : start_(Instant(std::chrono::hours(1))), now_(start_) {}

  Instant now() const { return now_; }
  Duration elapsed() const { return now_ - start_; }
  WallTime wall() const {
    return WallTime(std::chrono::milliseconds(1'783'000'000'000)) +
           std::chrono::duration_cast<std::chrono::milliseconds>(elapsed());
  }

  void at(Instant due, std::function<void()> action) {
    entries_.push({std::max(due, now_), next_++, std::move(action)});
  }
  void after(Duration delay, std::function<void()> action) { at(now_ + delay, std::move(action)); }

  // Runs what is due next. False: nothing is due before `end`, which it is now.
  bool run_next(Instant end) {
    if (entries_.empty() || entries_.top().due > end) {
      now_ = end;
      return false;
    }
    const std::function<void()> action = std::move(entries_.top().action);
    now_ = entries_.top().due;
    entries_.pop();
    action();
    return true;
  }

 private:
  struct Entry {
    Instant due;
    std::uint64_t place;  // Of those due at one moment the first that was entered comes first.
    mutable std::function<void()> action;

    bool operator<(const Entry& other) const {
      return due != other.due ? due > other.due : place > other.place;
    }
  };

  const Instant start_;
  Instant now_;
  std::uint64_t next_ = 0;
  std::priority_queue<Entry> entries_;
};

}  // namespace projector::simulation
