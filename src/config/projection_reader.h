// Projections (contract, section 5), as far as this version has them. What it does not have is
// refused at its place: a part that was silently ignored would make wrong rows.

#pragma once

#include "projector/projection/options.h"

#include "reading.h"

namespace projector::config {

// `entry` is the projection's name with its body.
ProjectionOptions read_projection(Reading& reading, const Entry& entry);

}  // namespace projector::config
