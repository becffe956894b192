// The operator's log on stderr: text on a terminal, JSON lines otherwise.
//
// Control characters are escaped, so that a broker's or a server's message cannot forge a line. An
// event that repeats is limited to a few lines a period, then counted ("suppressed 41"). A reader
// that does not read, or a full disk, never blocks the daemon: lines are dropped and counted.
//
// All events together are limited, too (about ten lines a second). Warnings, errors and events
// whose id begins with "state." go first: the last part of that budget is theirs.

#pragma once

#include <memory>

#include "projector/runtime/ports.h"
#include "projector/telemetry/options.h"

namespace projector::telemetry {

// Thread: any.
class AdjustableLog : public EventLog {
 public:
  // Level and form of the lines from now on.
  virtual void adjust(const Options& options) = 0;
};

// Flushes what it can when destroyed.
std::unique_ptr<AdjustableLog> make_event_log(const Options& options);

}  // namespace projector::telemetry
