// How long each thread of the process ran, and how long it was ready to run and was not let: the
// kernel's own account, which no sampling has to guess at.

#pragma once

#include <vector>

#include "projector/core/recent_history.h"

namespace projector::app {

// Of our own threads, by their names; empty where the kernel does not say. Reads /proc, about
// twenty small files.
std::vector<ThreadTime> thread_times();

}  // namespace projector::app
