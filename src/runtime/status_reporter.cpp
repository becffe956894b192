#include "projector/runtime/status_reporter.h"

#include <utility>

#include <pthread.h>

namespace projector {
namespace {

// Until there is something to say.
constexpr std::chrono::milliseconds kFirstPause{100};

}  // namespace

StatusReporter::StatusReporter(std::unique_ptr<StatusTable> table, std::vector<GroupTopic> topics,
                               bool is_there, EventLog& log, HandOn hand_on)
    : table_(std::move(table)),
      log_(log),
      hand_on_(std::move(hand_on)),
      beat_(*table_, std::move(topics), is_there) {}

StatusReporter::~StatusReporter() {
  end();
  if (thread_.joinable()) thread_.join();
}

void StatusReporter::start() {
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "status");
    run();
  });
}

void StatusReporter::publish(std::shared_ptr<const Snapshot> snapshot) {
  StatusSight sight{std::move(snapshot), std::chrono::steady_clock::now()};
  const MutexLock lock(mutex_);
  latest_ = std::move(sight);
}

void StatusReporter::end() {
  {
    const MutexLock lock(mutex_);
    is_ended_ = true;
  }
  changed_.notify_all();
  const MutexLock lock(mutex_);
  while (is_telling_) changed_.wait(mutex_);
}

void StatusReporter::run() {
  auto pause = kFirstPause;
  while (wait_for(pause)) {
    StatusSight sight;
    {
      const MutexLock lock(mutex_);
      sight = latest_;
    }
    pause = kFirstPause;
    if (sight.snapshot == nullptr) continue;
    const StatusBeat::Done done = beat_.beat(sight, std::chrono::steady_clock::now());
    pause = done.pause;
    tell(done);
  }
}

// False: it is over.
bool StatusReporter::wait_for(std::chrono::milliseconds pause) {
  const Instant until = std::chrono::steady_clock::now() + pause;
  const MutexLock lock(mutex_);
  while (!is_ended_) {
    if (changed_.wait_until(mutex_, until) == std::cv_status::timeout) break;
  }
  return !is_ended_;
}

void StatusReporter::tell(const StatusBeat::Done& done) {
  {
    const MutexLock lock(mutex_);
    if (is_ended_) return;
    is_telling_ = true;
  }
  for (const StatusBeat::Line& line : done.lines) {
    log_.write(line.severity, line.event, line.message);
  }
  hand_on_(done.view);
  {
    const MutexLock lock(mutex_);
    is_telling_ = false;
  }
  changed_.notify_all();
}

}  // namespace projector
