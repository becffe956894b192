// JSON Schema of the projections.

#pragma once

#include "effective_tree.h"

namespace projector::config {

Tree projections_schema();

// What it refers to: source, entry, projection and what is in them.
Tree projection_definitions();

}  // namespace projector::config
