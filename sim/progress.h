// One line that says how far a command is: rewritten in place on a terminal, a line a second in a
// log. On standard error, so that the summary on standard output can be read by programs.

#pragma once

#include <chrono>
#include <string>

namespace harbor {

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Progress(bool quiet);
  ~Progress();

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // True once a second, and never when quiet.
  bool is_due(Clock::time_point now);

  void show(const std::string& text);

 private:
  const bool quiet_;
  const bool in_place_;
  Clock::time_point next_;
  bool line_is_open_ = false;
};

}  // namespace harbor
