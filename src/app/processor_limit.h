// How often a limit of processor time (a quota of the control group: resources.limits.cpu in
// Kubernetes) stopped the process: the kernel's own count, of its control groups 1 and 2.

#pragma once

#include <filesystem>
#include <optional>

#include "projector/core/recent_history.h"

namespace projector::app {

// None where there is no such limit, or the kernel does not say. Reads two small files below
// `root`.
std::optional<ProcessorLimit> processor_limit(const std::filesystem::path& root);
std::optional<ProcessorLimit> own_processor_limit();

}  // namespace projector::app
