// What the daemon says of itself, and how (configuration section log).

#pragma once

#include <cstdint>

namespace projector::telemetry {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };
enum class LogFormat : std::uint8_t { kAuto, kText, kJson };

struct Options {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kAuto;  // kAuto: text on a terminal, JSON lines otherwise.
};

}  // namespace projector::telemetry
