#include "scenario.h"

#include "random.h"

namespace projector::simulation {

std::vector<TableShape> Scenario::tables() const {
  const bool is_boolean = manifest_mark == RemovedMark::kBoolean;
  return {
      {"passenger_manifest",
       {"booking_id", "passenger_no", "sailing_id", "full_name", "cabin", "status", "occurred_at",
        "checked_in_at", "boarding_group", "version", is_boolean ? "removed" : "removed_at"},
       2,
       "version",
       manifest_mark,
       is_boolean ? "removed" : "removed_at"},
      {"sailings",
       {"sailing_id", "ship", "departs_at", "version", "cancelled"},
       1,
       "version",
       RemovedMark::kBoolean,
       "cancelled"},
      {"exports",
       {"export_id", "state", "asked_at", "version"},
       1,
       "version",
       RemovedMark::kNone,
       ""}};
}

Scenario make_scenario(std::uint64_t seed) {
  using std::chrono::milliseconds;
  Random random(seed * 0x2545f4914f6cdd1du + 1);
  Scenario made;
  made.seed = seed;
  made.members = static_cast<std::uint32_t>(random.between(2, 4));
  made.writers = static_cast<std::uint32_t>(random.between(1, 4));
  made.flow.in_flight_records = static_cast<std::uint32_t>(random.between(16, 200));
  made.flow.in_flight_bytes = static_cast<std::size_t>(random.between(64, 1'024)) << 10;
  made.flow.poll_records = static_cast<std::uint32_t>(random.between(5, 100));
  made.flow.batch_rows = static_cast<std::uint32_t>(random.between(4, 60));
  made.flow.batch_bytes = static_cast<std::size_t>(random.between(8, 64)) << 10;
  made.flow.record_bytes = std::size_t{4} << 10;
  made.retry.first = random.pause(50, 300);
  made.retry.limit = random.pause(5'000, 30'000);
  made.runtime.commit_interval = random.pause(200, 2'000);
  made.runtime.revoke_drain = random.pause(1'000, 5'000);
  made.runtime.shutdown_drain = random.pause(2'000, 20'000);

  made.partitions = {static_cast<int>(random.between(2, 6)), static_cast<int>(random.between(1, 3)),
                     static_cast<int>(random.between(1, 3))};
  const std::vector<BadRecords> policies = {BadRecords::kLetters, BadRecords::kLetters,
                                            BadRecords::kLetters, BadRecords::kTableMended,
                                            BadRecords::kConfigurationMended};
  for (BadRecords& policy : made.bad_records) policy = random.one_of(policies);
  made.bad_records[kExports] = BadRecords::kLetters;
  made.freshness_budget = random.pause(2'000, 10'000);
  if (random.percent(50)) {
    made.exports_overload = OverloadPolicy::kShed;
    made.shed_older_than = random.pause(1'000, 10'000);
  }
  made.manifest_mark = random.percent(50) ? RemovedMark::kTimestamp : RemovedMark::kBoolean;
  made.ignores_unknown_events = random.percent(50);
  made.loses_log = random.percent(25);
  made.loss_stops = made.loses_log && random.percent(30);
  made.has_disorder = !made.loses_log;  // What a loss leaves must still have one meaning.
  made.has_hot_booking = random.percent(15);
  made.gaps_percent = random.percent(50) ? static_cast<int>(random.between(1, 30)) : 0;
  made.bad_percent = static_cast<int>(random.between(1, 5));
  made.records = static_cast<std::uint32_t>(random.between(3'050, 3'400));
  made.faults = static_cast<std::uint32_t>(random.between(48, 72));
  return made;
}

}  // namespace projector::simulation
