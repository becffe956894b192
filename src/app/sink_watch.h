// Looks into PostgreSQL while a topic is behind and the figures cannot say all: seldom, on a thread
// and a connection of its own, so that neither writers nor the consumer ever wait for it.

#pragma once

#include <condition_variable>
#include <thread>

#include "projector/base/mutex.h"
#include "projector/base/time.h"
#include "projector/config/config.h"
#include "projector/core/sink_sight.h"
#include "projector/postgres/sink_inspector.h"

#include "health.h"

namespace projector::app {

// Thread: any, but for its own.
class SinkWatch {
 public:
  // Begins at once. Health must outlive it.
  SinkWatch(const config::Config& config, const Health& health);
  // Waits for a look under way, some seconds at most.
  ~SinkWatch();

  // The latest look; unknown where it is older than a few looks.
  SinkSight latest() const;

 private:
  void run();
  // False: it is over.
  bool wait_a_while();

  // Constant after construction.
  const Health& health_;

  // Owned by its thread.
  postgres::SinkInspector inspector_;

  // Guarded by mutex_.
  mutable Mutex mutex_;
  SinkSight latest_ PROJECTOR_GUARDED_BY(mutex_);
  Instant looked_at_ PROJECTOR_GUARDED_BY(mutex_){};  // The wall's clock may jump meanwhile.
  bool is_over_ PROJECTOR_GUARDED_BY(mutex_) = false;

  std::condition_variable_any over_;  // Synchronizes itself; signalled at the end.
  std::thread thread_;                // Last: it uses the rest.
};

}  // namespace projector::app
