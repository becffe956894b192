// The parts of a running daemon, built in the order in which they depend on each other.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "projector/base/startup_error.h"
#include "projector/config/config.h"
#include "projector/core/pipeline.h"
#include "projector/postgres/database.h"
#include "projector/projection/projection.h"
#include "projector/runtime/consumer_loop.h"
#include "projector/runtime/observer.h"
#include "projector/runtime/ports.h"
#include "projector/runtime/status_reporter.h"
#include "projector/runtime/writer_pool.h"

#include "admission_desk.h"
#include "health.h"

namespace projector::app {

// What looking at the servers brought.
struct Prepared {
  std::vector<Projection> projections;  // In the order of the topics.
  bool has_status_table = false;
};

// Thread: main's, which starts the consumer thread.
class Daemon {
 public:
  // All references must outlive it.
  Daemon(const config::Config& config, Prepared prepared, Health& health, AdmissionDesk& desk,
         EventLog& log);
  ~Daemon();

  // `when_ended` is called on the consumer thread, last.
  void start(void (*when_ended)());
  void request_stop() { loop_.request_stop(); }
  // Takes what of it a running daemon can, all at once; `when_taken` is called on the consumer
  // thread then. One that was asked for before and not taken yet is forgotten.
  void request_tuning(const config::Config& config, std::function<void()> when_taken);
  // Waits for the writers, after the consumer thread ended. False: not in time; the process may
  // only end at once then.
  [[nodiscard]] bool writers_end_within(std::chrono::milliseconds timeout) {
    return writers_.end_within(timeout);
  }
  // Nothing is said to the group or logged for it any more. Waits for no server.
  void end_status() { status_.end(); }
  // Waits for the consumer thread.
  ExitCode join();

 private:
  // Hands each snapshot on to all who read it.
  class Snapshots : public SnapshotSink {
   public:
    Snapshots(SnapshotSink& health, SnapshotSink& desk, SnapshotSink& status)
        : health_(health), desk_(desk), status_(status) {}
    void publish(std::shared_ptr<const Snapshot> snapshot) override;

   private:
    SnapshotSink& health_;
    SnapshotSink& desk_;
    SnapshotSink& status_;
  };

  std::vector<Projection> projections_;
  std::unique_ptr<RecordSource> source_;
  std::unique_ptr<LogLookup> lookup_;
  std::unique_ptr<DeadLetterSink> letters_;  // Null where no topic has a dead-letter topic.
  std::shared_ptr<postgres::TimeoutBoard> timeouts_;
  AdmissionDesk& desk_;
  Pipeline pipeline_;
  WriterPool writers_;  // After the pipeline: its batches are in the writers' hands.
  StatusReporter status_;
  Snapshots snapshots_;
  Observer observer_;
  ConsumerLoop loop_;
  ExitCode exit_code_ = ExitCode::kDone;
  std::thread consumer_;
};

}  // namespace projector::app
