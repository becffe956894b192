// What the process asks the kernel about itself.

#pragma once

#include <cstddef>

namespace projector::app {

// Resident memory; 0 where /proc does not say.
std::size_t resident_bytes();

}  // namespace projector::app
