#include "signals.h"

#include <ctime>

#include <signal.h>
#include <unistd.h>

#include <pthread.h>

namespace projector::app {
namespace {

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
      return Signal::kEnded;
    default:
      return std::nullopt;
  }
}

void Signals::say_ended() { kill(getpid(), SIGUSR2); }

}  // namespace projector::app
