// Signals as values that the main thread waits for; no code of ours runs inside a handler.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace projector::app {

enum class Signal : std::uint8_t {
  kStop,    // SIGTERM or SIGINT.
  kReload,  // SIGHUP.
  kEnded,   // Our own (SIGUSR2): what the main thread waits for is done.
};

// Thread: main. Construct it before any other thread starts, so that they inherit the mask.
class Signals {
 public:
  Signals();

  // nullopt after the timeout, or sooner where a stranger sent our own signal.
  std::optional<Signal> wait(std::chrono::milliseconds timeout) const;

  // From any thread: makes wait() return kEnded.
  static void say_ended();
};

}  // namespace projector::app
