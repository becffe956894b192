#include "sim/stop_signal.h"

#include <csignal>

namespace harbor {
namespace {

volatile std::sig_atomic_t stop_asked = 0;

void note_stop(int number) {
  stop_asked = 1;
  std::signal(number, SIG_DFL);  // A second one ends the process at once.
}

}  // namespace

void watch_stop_signals() {
  std::signal(SIGINT, note_stop);
  std::signal(SIGTERM, note_stop);
}

bool stop_was_asked() { return stop_asked != 0; }

}  // namespace harbor
