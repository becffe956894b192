// The two forms of a log line, as formatters of spdlog. An event's id travels as the name of the
// logger. A line stays below 4,096 bytes, which a pipe takes whole or not at all.

#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include <spdlog/formatter.h>

namespace projector::telemetry {

enum class LineForm : std::uint8_t {
  kText,          // 14:03:20.125 WARN  partition.stopped  booking-events/3 stopped at offset 412
  kColouredText,  // The same, for a terminal.
  kJson,          // {"time":"…","level":"warning","event":"partition.stopped","message":"…"}
};

// May be changed while lines are written: each has the form of its moment.
using SharedLineForm = std::shared_ptr<std::atomic<LineForm>>;

// May format on several threads at once.
std::unique_ptr<spdlog::formatter> make_line_formatter(SharedLineForm form);

}  // namespace projector::telemetry
