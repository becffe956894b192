// The configuration in force, and reading it again at SIGHUP.
//
// Main reads and judges the file; the consumer thread takes it between two steps, all at once, and
// only then it is in force: log, metrics and status say so from there.

#pragma once

#include <memory>
#include <string>

#include "projector/base/mutex.h"
#include "projector/config/config.h"
#include "projector/telemetry/log.h"

#include "daemon.h"
#include "health.h"

namespace projector::app {

class Reload {
 public:
  // Health and log must outlive it, and it the daemon.
  Reload(std::string path, config::Config at_start, Health& health, telemetry::AdjustableLog& log);

  // Reads the file by its path, as it is now. Thread: main's.
  void read(Daemon& daemon);

 private:
  void take(std::shared_ptr<const config::Config> next);
  std::shared_ptr<const config::Config> in_force() const;

  // Constant after construction.
  const std::string path_;
  Health& health_;
  telemetry::AdjustableLog& log_;

  // Guarded by mutex_.
  mutable Mutex mutex_;
  std::shared_ptr<const config::Config> in_force_ PROJECTOR_GUARDED_BY(mutex_);
};

}  // namespace projector::app
