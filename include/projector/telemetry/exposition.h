// A snapshot in the forms that people and programs read (contract, sections 7 and 8).

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "projector/base/mutex.h"
#include "projector/core/admission.h"
#include "projector/core/snapshot.h"
#include "projector/runtime/ports.h"

namespace projector::telemetry {

struct BuildInfo {
  std::string version;
  std::string commit;
};

// The configuration in force, and how often another was asked for since the start.
struct ConfigInfo {
  std::string hash;
  std::uint64_t reloads_ok = 0;
  std::uint64_t reloads_error = 0;  // Nothing was changed.
};

// Which member answers: people look at several.
struct MemberInfo {
  std::string name;  // kafka.instance_id, or the host's name.
  std::string group;
  std::string version;
};

// Prometheus text format. Every series of the contract that this version measures, 0 from the
// start.
std::string render_metrics(const Snapshot& snapshot, const BuildInfo& build,
                           const ConfigInfo& config, const AdmissionCounts& admission = {});

// `/status.json`.
std::string render_status(const Snapshot& snapshot, const ConfigInfo& config,
                          const MemberInfo& member);

// The latest snapshot, handed from the consumer thread to the HTTP threads.
class SnapshotBoard : public SnapshotSink {
 public:
  void publish(std::shared_ptr<const Snapshot> snapshot) override;
  // Never null: an empty snapshot before the first.
  std::shared_ptr<const Snapshot> latest() const;

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const Snapshot> latest_ PROJECTOR_GUARDED_BY(mutex_) =
      std::make_shared<const Snapshot>();
};

}  // namespace projector::telemetry
