// Projections (contract, section 5).

#pragma once

#include "projector/projection/options.h"

#include "reading.h"

namespace projector::config {

// `entry` is the projection's name with its body. What is read is checked as far as that goes
// without its table.
ProjectionOptions read_projection(Reading& reading, const Entry& entry);

}  // namespace projector::config
