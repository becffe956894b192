// Signals as values that the main thread waits for; no code of ours runs inside a handler, but for
// the one that ends the process while nothing is in flight yet.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace projector::app {

enum class Signal : std::uint8_t {
  kStop,    // SIGTERM or SIGINT.
  kReload,  // SIGHUP.
  kEnded,   // Our own: the consumer thread is done.
};

// Thread: main. Construct it before any other thread starts, so that they inherit the mask.
class Signals {
 public:
  Signals();

  // nullopt after the timeout.
  std::optional<Signal> wait(std::chrono::milliseconds timeout) const;

  // From any thread: makes wait() return kEnded.
  static void say_ended();
};

// While it lives, SIGTERM and SIGINT end the process at once with 0: for calls at the start that a
// server which hangs would keep for ever. Thread: main.
class EndAtOnce {
 public:
  EndAtOnce();
  ~EndAtOnce();
  EndAtOnce(const EndAtOnce&) = delete;
  EndAtOnce& operator=(const EndAtOnce&) = delete;
};

}  // namespace projector::app
