#include "signals.h"

#include <atomic>
#include <ctime>

#include <signal.h>
#include <unistd.h>

#include <pthread.h>

namespace projector::app {
namespace {

// Said, and not waited for yet: anybody may send the signal, and the kernel keeps one of several.
std::atomic<int> ends_said{0};

bool take_end() {
  if (ends_said.load() == 0) return false;
  --ends_said;
  return true;
}

sigset_t awaited() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR2}) sigaddset(&set, number);
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = awaited();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);  // A closed socket or pipe is an error code, not an end.
}

std::optional<Signal> Signals::wait(std::chrono::milliseconds timeout) const {
  const sigset_t set = awaited();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  const std::chrono::nanoseconds rest = timeout - seconds;
  const timespec until{static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
  switch (sigtimedwait(&set, nullptr, &until)) {
    case SIGTERM:
    case SIGINT:
      return Signal::kStop;
    case SIGHUP:
      return Signal::kReload;
    case SIGUSR2:
      if (take_end()) return Signal::kEnded;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

void Signals::say_ended() {
  ++ends_said;
  kill(getpid(), SIGUSR2);
}

}  // namespace projector::app
