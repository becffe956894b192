// What the admin listener answers: probes, metrics and status from the latest snapshot, and what
// the last minutes' snapshots were.

#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "projector/base/mutex.h"
#include "projector/base/time.h"
#include "projector/http/server.h"
#include "projector/runtime/ports.h"
#include "projector/telemetry/exposition.h"
#include "projector/telemetry/history.h"

#include "admission_desk.h"

namespace projector::app {

// Thread: publish() and on_reload_taken() from the consumer's, the rest from any.
class Health : public SnapshotSink {
 public:
  // The desk must outlive it.
  Health(telemetry::BuildInfo build, telemetry::MemberInfo member, std::string config_hash,
         const AdmissionDesk& desk)
      : build_(std::move(build)), member_(std::move(member)), desk_(desk) {
    config_.hash = std::move(config_hash);
  }

  void publish(std::shared_ptr<const Snapshot> snapshot) override;

  // The configuration with this hash is in force.
  void on_reload_taken(std::string hash);
  void on_reload_refused();

  // What the start waits for, each server with its remedy; none any more: empty.
  void wait_for(std::vector<std::string> servers);
  std::vector<std::string> waiting_for() const;

  std::shared_ptr<const Snapshot> latest() const { return board_.latest(); }

  // Paths and what they answer. The health must outlive the server.
  std::map<std::string, http::Handler> handlers() const;

  // Our own threads make progress; what Kafka or PostgreSQL do has no part in it.
  bool is_alive() const;
  // Configured, catalog read, group joined, and not stopping.
  bool is_ready() const;

 private:
  telemetry::ConfigInfo config() const;

  const telemetry::BuildInfo build_;
  const telemetry::MemberInfo member_;
  const AdmissionDesk& desk_;
  telemetry::SnapshotBoard board_;
  telemetry::History history_;
  std::atomic<Duration::rep> last_tick_{0};  // 0: the loop has not started.

  // Guarded by mutex_.
  mutable Mutex mutex_;
  telemetry::ConfigInfo config_ PROJECTOR_GUARDED_BY(mutex_);
  std::vector<std::string> waiting_for_ PROJECTOR_GUARDED_BY(mutex_);
};

}  // namespace projector::app
