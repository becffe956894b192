// What must hold within a projection, as far as that can be said without its table: its form, and
// what each kind of change needs and does not take.

#pragma once

#include <string>

#include "projector/projection/options.h"

#include "reading.h"

namespace projector::config {

// `path` is "projections.NAME". The members' places were noted under their paths.
void check_projection(const ProjectionOptions& options, const std::string& path, Reading& reading);

}  // namespace projector::config
