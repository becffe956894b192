// What differs between two configurations, for a reload: which of it a running daemon can take, and
// what it would have to be started anew for.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "projector/config/config.h"

namespace projector::config {

enum class DifferenceKind : std::uint8_t { kChanged, kAdded, kRemoved };

struct Difference {
  // "flow.in_flight_records", "topics.booking-events.freshness_budget",
  // "projections.manifest.on.booking-confirmed.columns.cabin"; of a topic, projection or class that
  // is new or gone, its name is the end. Topics count by name: their order says nothing.
  std::string path;
  DifferenceKind kind = DifferenceKind::kChanged;
  // As the file has it; empty where it is not there, and of a whole topic, projection or class.
  // Secrets are "***" on both sides.
  std::string before;
  std::string after;
  bool is_reloadable = false;
};

// In the order of the documentation. Empty: both mean the same, however they are written.
std::vector<Difference> differences(const Config& before, const Config& after);

// "flow.in_flight_records 2000 -> 4000", "topics.refunds new".
std::string change_of(const Difference& difference);

// "flow.in_flight_records: 2000 -> 4000 (reloadable)", "topics.refunds: new (needs a restart)".
std::string written(const Difference& difference);

}  // namespace projector::config
