// `manifest-projector version`.

#pragma once

#include "projector/base/startup_error.h"

namespace projector::app {

enum class VersionFormat { kText, kJson };

ExitCode print_version(VersionFormat format);

}  // namespace projector::app
