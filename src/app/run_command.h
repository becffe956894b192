// `manifest-projector run`.

#pragma once

#include <string>

#include "projector/base/startup_error.h"

namespace projector::app {

struct RunArguments {
  std::string config_path;
  bool require_healthy = false;
};

// Returns when the daemon was stopped or Kafka gave up. Throws StartupError.
ExitCode run(const RunArguments& arguments);

}  // namespace projector::app
