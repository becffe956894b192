// What the process asks the kernel about itself.

#pragma once

#include <cstddef>
#include <string>

namespace projector::app {

// Resident memory; 0 where /proc does not say.
std::size_t resident_bytes();

// In a pod, the pod's name.
std::string host_name();

}  // namespace projector::app
