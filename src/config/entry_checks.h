// What one entry of a projection needs and does not take, by what it does.

#pragma once

#include <string>

#include "projector/projection/options.h"

#include "reading.h"

namespace projector::config {

// An entry, and where it stands: "projections.NAME", ".on.EVENT" or ".tombstone" of it.
struct PlacedEntry {
  const ProjectionOptions& projection;
  const EntryOptions& entry;
  std::string path;
  bool is_tombstone = false;
};

void check_entry(const PlacedEntry& placed, Reading& reading);

}  // namespace projector::config
