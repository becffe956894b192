// The event log put together: level, limiter, then a sink of spdlog with a formatter of ours.

#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <spdlog/sinks/sink.h>

#include "projector/base/mutex.h"
#include "projector/telemetry/log.h"

#include "line_formatter.h"
#include "line_limiter.h"

namespace projector::telemetry {

class LimitedEventLog : public EventLog {
 public:
  // Requires: the sink may be used from several threads at once.
  LimitedEventLog(LogLevel level, std::shared_ptr<spdlog::sinks::sink> sink,
                  std::function<Now()> clock);
  // Tells what was suppressed and not yet told.
  ~LimitedEventLog() override;

  LimitedEventLog(const LimitedEventLog&) = delete;
  LimitedEventLog& operator=(const LimitedEventLog&) = delete;

  void write(Severity severity, std::string_view event, std::string_view message) override;
  // From any thread: the least important lines from now on.
  void set_level(LogLevel level) { level_.store(level); }

 private:
  void put(WallTime time, Severity severity, std::string_view event, std::string_view message);
  void put_suppressed(WallTime time, const LineLimiter::Suppressed& suppressed);

  // Any thread.
  std::atomic<LogLevel> level_;

  // Constant after construction.
  const std::shared_ptr<spdlog::sinks::sink> sink_;
  const std::function<Now()> clock_;

  // Guarded by mutex_.
  Mutex mutex_;
  LineLimiter limiter_ PROJECTOR_GUARDED_BY(mutex_);
};

// Where and how the daemon was started decides the form. `no_color` is the variable NO_COLOR.
LineForm line_form(LogFormat format, bool is_terminal, const char* no_color);

// Hands formatted lines to a LineOutput on the descriptor, which stays the caller's.
std::shared_ptr<spdlog::sinks::sink> make_descriptor_sink(int descriptor, SharedLineForm form);

}  // namespace projector::telemetry
