// Where edges ask whether they may add load: answers from memory, for the whole group.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "projector/base/mutex.h"
#include "projector/base/time.h"
#include "projector/core/admission.h"
#include "projector/core/group_view.h"
#include "projector/http/server.h"
#include "projector/runtime/ports.h"

namespace projector::app {

// Thread: any. The lock is held for a few comparisons.
class AdmissionDesk : public SnapshotSink {
 public:
  AdmissionDesk(const AdmissionOptions& options, std::uint64_t seed) : admission_(options, seed) {}

  // Of oneself, by the consumer's thread.
  void publish(std::shared_ptr<const Snapshot> snapshot) override;
  // Of the others, about once a second.
  void on_group_view(const GroupView& view);
  void tune(const AdmissionOptions& options);

  std::optional<AdmissionAnswer> ask(std::string_view name, Instant now);
  AdmissionCounts counts() const;

  // Paths and what they answer. The desk must outlive the server.
  std::map<std::string, http::Handler> handlers();

 private:
  void look() PROJECTOR_REQUIRES(mutex_);
  void look_at_age(Instant now) PROJECTOR_REQUIRES(mutex_);

  // Guarded by mutex_.
  mutable Mutex mutex_;
  Admission admission_ PROJECTOR_GUARDED_BY(mutex_);
  std::shared_ptr<const Snapshot> own_ PROJECTOR_GUARDED_BY(mutex_);
  Instant own_at_ PROJECTOR_GUARDED_BY(mutex_){};
  GroupView others_ PROJECTOR_GUARDED_BY(mutex_);
  Instant others_at_ PROJECTOR_GUARDED_BY(mutex_){};
  bool is_own_old_ PROJECTOR_GUARDED_BY(mutex_) = false;
};

// What one's own snapshot and the others' view say together.
AdmissionSight admission_sight(const Snapshot& own, const GroupView& others);

}  // namespace projector::app
