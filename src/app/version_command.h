// `manifest-projector version`.

#pragma once

#include "projector/base/startup_error.h"

namespace projector::app {

ExitCode print_version();

}  // namespace projector::app
