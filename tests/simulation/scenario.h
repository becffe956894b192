// What one seed stands for: sizes, limits and policies of a run, within what the configuration
// allows.

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "projector/core/options.h"
#include "projector/core/write_plan.h"
#include "projector/runtime/options.h"

#include "rows.h"

namespace projector::simulation {

inline constexpr std::size_t kBookings = 0;  // Topics, and their tables.
inline constexpr std::size_t kSailings = 1;
inline constexpr std::size_t kExports = 2;
inline constexpr std::size_t kTopicCount = 3;

// What is done about records that can never be applied.
enum class BadRecords : std::uint8_t {
  kLetters,             // The topic has a dead-letter topic.
  kTableMended,         // It has none; the constraint that refuses them is dropped at the heal.
  kConfigurationMended  // It has none; all members start again with one at the heal.
};

struct Scenario {
  std::uint64_t seed = 0;
  std::uint32_t members = 2;
  std::uint32_t writers = 2;
  FlowOptions flow;
  RetryOptions retry;
  RuntimeOptions runtime;
  std::array<int, kTopicCount> partitions{};
  std::array<BadRecords, kTopicCount> bad_records{};
  std::chrono::milliseconds freshness_budget{5'000};  // Of all topics: soon at risk.
  OverloadPolicy exports_overload = OverloadPolicy::kHold;
  std::chrono::milliseconds shed_older_than{0};  // Of exports, where they shed.
  RemovedMark manifest_mark = RemovedMark::kTimestamp;
  bool ignores_unknown_events = false;
  bool loses_log = false;    // Retention passes what was not read.
  bool loss_stops = false;   // offset_lost: stop, until the heal.
  bool has_disorder = true;  // Duplicates, stale events, equal versions.
  bool has_hot_booking = false;
  int gaps_percent = 0;  // Of offsets that never come, after each record.
  int bad_percent = 2;
  std::uint32_t records = 3'000;
  std::uint32_t faults = 30;

  // Virtual time: the log grows, faults come and go, everything is mended, and must catch up.
  std::chrono::seconds grows_until{420};
  std::chrono::seconds heals_at{480};
  std::chrono::seconds ends_at{600};  // At the earliest.
  std::chrono::seconds must_end_at{780};

  std::vector<TableShape> tables() const;
};

Scenario make_scenario(std::uint64_t seed);

}  // namespace projector::simulation
