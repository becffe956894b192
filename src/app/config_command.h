// `manifest-projector config`.

#pragma once

#include <string>

#include "projector/base/startup_error.h"

namespace projector::app {

enum class ConfigFormat { kYaml, kJson };

struct ConfigArguments {
  std::string config_path;
  ConfigFormat format = ConfigFormat::kYaml;
};

// Warnings go to stderr. Throws StartupError.
ExitCode print_config(const ConfigArguments& arguments);

}  // namespace projector::app
