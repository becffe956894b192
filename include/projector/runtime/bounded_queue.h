// Where two threads meet: a queue with a capacity that is derived from what can be in flight, so
// that it can never be found full.
//
// Thread: any.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "projector/base/check.h"
#include "projector/base/mutex.h"

namespace projector {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // Requires: fewer than `capacity` items wait. After close() the item is dropped.
  void push(T item) {
    {
      const MutexLock lock(mutex_);
      if (closed_) return;
      PROJECTOR_CHECK(items_.size() < capacity_, "more was sent than can be in flight");
      items_.push_back(std::move(item));
    }
    changed_.notify_one();
  }

  // Waits for an item; nullopt once the queue is closed and empty.
  std::optional<T> pop() {
    const MutexLock lock(mutex_);
    while (items_.empty() && !closed_) changed_.wait(mutex_);
    if (items_.empty()) return std::nullopt;
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  // Everything that waits, at once.
  std::vector<T> take_all() {
    const MutexLock lock(mutex_);
    std::vector<T> items(std::make_move_iterator(items_.begin()),
                         std::make_move_iterator(items_.end()));
    items_.clear();
    return items;
  }

  void close() {
    {
      const MutexLock lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

 private:
  // Constant after construction.
  const std::size_t capacity_;

  // Guarded by mutex_.
  mutable Mutex mutex_;
  std::deque<T> items_ PROJECTOR_GUARDED_BY(mutex_);
  bool closed_ PROJECTOR_GUARDED_BY(mutex_) = false;

  std::condition_variable_any changed_;  // Synchronizes itself; signalled after each change.
};

}  // namespace projector
