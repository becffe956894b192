// `manifest-projector version`.

#pragma once

#include <cstdint>

#include "projector/base/startup_error.h"

namespace projector::app {

enum class VersionFormat : std::uint8_t { kText, kJson };

ExitCode print_version(VersionFormat format);

}  // namespace projector::app
