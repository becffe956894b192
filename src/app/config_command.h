// `manifest-projector config`.

#pragma once

#include <cstdint>
#include <string>

#include "projector/base/startup_error.h"

namespace projector::app {

enum class ConfigFormat : std::uint8_t { kYaml, kJson };

struct ConfigArguments {
  std::string config_path;
  ConfigFormat format = ConfigFormat::kYaml;
};

// Warnings go to stderr. Throws StartupError.
ExitCode print_config(const ConfigArguments& arguments);

}  // namespace projector::app
