// `manifest-projector completion bash`.

#pragma once

#include <CLI/CLI.hpp>

#include "projector/base/startup_error.h"

namespace projector::app {

// A script for bash, made from the commands and options that `program` has.
ExitCode print_completion(const CLI::App& program);

}  // namespace projector::app
