// `validate --arrivals ... --sink ... --for ...`: what a burst does to each topic, in words.

#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "projector/config/config.h"
#include "projector/core/sizing.h"

namespace projector::app {

// As they stand on the command line; empty: not given.
struct SizingArguments {
  std::string arrivals;
  std::string sink;
  std::string duration;
  std::string afterwards;
};

// None where none was asked for. Throws StartupError (kUsage) that names the option.
std::optional<Burst> burst_of(const SizingArguments& arguments);

// Each topic as if all of it came there: its lines, and the same for programs.
std::string sizing_text(const Burst& burst, const config::Config& config);
nlohmann::ordered_json sizing_json(const Burst& burst, const config::Config& config);

}  // namespace projector::app
