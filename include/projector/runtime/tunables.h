// What a running daemon takes anew, all together, and where the thread that read it meets the
// consumer's.

#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "projector/base/mutex.h"
#include "projector/core/pipeline_values.h"
#include "projector/runtime/options.h"

namespace projector {

struct Tunables {
  PipelineTunables pipeline;
  RuntimeOptions runtime;
  std::function<void()> when_taken;  // On the consumer thread, once all of it holds.
};

// Holds one: a later one takes the place of one that was not taken yet. Thread: any.
class TunablesBox {
 public:
  void put(Tunables tunables) {
    const MutexLock lock(mutex_);
    waiting_ = std::move(tunables);
  }
  std::optional<Tunables> take() {
    const MutexLock lock(mutex_);
    return std::exchange(waiting_, std::nullopt);
  }

 private:
  Mutex mutex_;
  std::optional<Tunables> waiting_ PROJECTOR_GUARDED_BY(mutex_);
};

}  // namespace projector
