// Where one thread leaves a value for another that looks when it has time.

#pragma once

#include <optional>
#include <utility>

#include "projector/base/mutex.h"

namespace projector {

// Holds one: a later one takes the place of one that was not taken yet. Thread: any.
template <typename Value>
class LatestBox {
 public:
  void put(Value value) {
    const MutexLock lock(mutex_);
    waiting_ = std::move(value);
  }
  std::optional<Value> take() {
    const MutexLock lock(mutex_);
    return std::exchange(waiting_, std::nullopt);
  }

 private:
  Mutex mutex_;
  std::optional<Value> waiting_ PROJECTOR_GUARDED_BY(mutex_);
};

}  // namespace projector
