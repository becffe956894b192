// The thread that tells the group how this member goes, about once a second, and hands on what the
// others say. It takes the latest snapshot; what it could not write meanwhile is dropped. Nobody
// waits for it: neither the consumer nor a stop.

#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "projector/base/mutex.h"
#include "projector/runtime/ports.h"
#include "projector/runtime/status_beat.h"

namespace projector {

// Thread: publish() from the consumer's, the rest from its owner's.
class StatusReporter : public SnapshotSink {
 public:
  using HandOn = std::function<void(const GroupView&)>;

  // `hand_on` is called from the reporter's thread, after each beat. The log must live until end()
  // returned.
  StatusReporter(std::unique_ptr<StatusTable> table, std::vector<GroupTopic> topics, bool is_there,
                 EventLog& log, HandOn hand_on);
  // Waits for the beat in hand, some seconds at most.
  ~StatusReporter() override;

  void start();
  void publish(std::shared_ptr<const Snapshot> snapshot) override;
  // Without waiting for a server: afterwards nothing is logged or handed on any more.
  void end();

 private:
  void run();
  bool wait_for(std::chrono::milliseconds pause);
  void tell(const StatusBeat::Done& done);

  // Constant after construction.
  const std::unique_ptr<StatusTable> table_;
  EventLog& log_;
  const HandOn hand_on_;

  // Owned by the reporter's thread.
  StatusBeat beat_;

  // Guarded by mutex_.
  Mutex mutex_;
  StatusSight latest_ PROJECTOR_GUARDED_BY(mutex_);
  bool is_ended_ PROJECTOR_GUARDED_BY(mutex_) = false;
  bool is_telling_ PROJECTOR_GUARDED_BY(mutex_) = false;

  std::condition_variable_any changed_;  // Synchronizes itself; signalled after end and telling.
  std::thread thread_;
};

}  // namespace projector
