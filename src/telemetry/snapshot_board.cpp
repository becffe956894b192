#include <utility>

#include "projector/telemetry/exposition.h"

namespace projector::telemetry {

void SnapshotBoard::publish(std::shared_ptr<const Snapshot> snapshot) {
  if (snapshot == nullptr) return;
  {
    const MutexLock lock(mutex_);
    latest_.swap(snapshot);
  }
  // The one that was replaced is freed here, if nobody reads it, and outside the lock.
}

std::shared_ptr<const Snapshot> SnapshotBoard::latest() const {
  const MutexLock lock(mutex_);
  return latest_;
}

}  // namespace projector::telemetry
