// Reading the file again while the daemon runs: all of it is taken, or nothing.

#pragma once

#include <optional>
#include <string>

#include "projector/config/config.h"

namespace projector::config {

struct Reload {
  std::optional<Config> config;  // What to take; none where it is refused.
  std::string refusal;           // Why: the first errors, or what needs a restart.
};

// Refuses a file with errors, and one that differs in what only a start can take.
Reload read_again(const std::string& path, const Config& in_force);

// For the log: "flow.in_flight_records 2000 -> 4000, log.level info -> debug"; empty where both
// mean the same.
std::string changes(const Config& before, const Config& after);

}  // namespace projector::config
