// What the daemon knows of itself at one moment, made by the consumer thread once a tick and read
// by metrics, status and probes. Values only; durations in seconds, as they are shown.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projector/core/histogram.h"
#include "projector/core/outcome.h"
#include "projector/core/recent_figures.h"
#include "projector/core/stages.h"
#include "projector/core/standstill.h"

namespace projector {

struct PartitionSnapshot {
  std::int32_t partition = 0;
  std::int64_t committed = -1;  // Next offset known to the broker; -1: none yet.
  std::int64_t applied = 0;     // Next offset after what is durable without a gap.
  std::int64_t end = -1;        // End offset; -1: not asked yet.
  std::int64_t lag = 0;         // end - applied, never negative.
  std::uint32_t in_flight = 0;
  std::optional<double> as_of_unix_seconds;  // All events before it are applied; none: not known.
  std::string waiting_for;                   // Empty, or why it stands still.
  StandstillCause standing = StandstillCause::kNone;
};

struct TopicSnapshot {
  std::string name;
  std::string topic_class;
  std::string state;  // Contract, section 6.
  double budget_seconds = 0;
  double oldest_age_seconds = 0;
  double in_per_second = 0;
  double out_per_second = 0;
  std::optional<double> drain_seconds;  // None while the lag grows.
  // By forecast, of what waits now, when it is applied; none where the sink is not the limit.
  std::optional<double> reached_age_seconds;
  // Until Kafka may delete the oldest record not applied; none: nothing waits, no bound is known.
  std::optional<double> retention_headroom_seconds;
  bool reading = false;
  std::string reason;
  std::int64_t lag = 0;
  OutcomeCounts outcomes{};
  std::uint64_t redelivered = 0;
  std::uint64_t offsets_lost = 0;
  std::uint64_t timestamp_skew = 0;
  double throttled_credits_seconds = 0;
  double throttled_held_seconds = 0;
  double throttled_stopped_seconds = 0;
  Histogram freshness{{}};
  std::vector<PartitionSnapshot> partitions;  // Those assigned.
  TopicRecent recent;
};

struct DecisionSnapshot {
  double at_unix_seconds = 0;
  std::string from;
  std::string to;
  std::string reason;
};

struct Snapshot {
  std::string state = "steady";
  std::string reason;  // Why: the topic that decides, and its numbers.
  std::string bottleneck = "none";
  bool is_scale_out_useful = false;
  StageTotals stage_seconds{};
  double at_unix_seconds = 0;

  std::uint32_t in_flight_records = 0;
  std::uint32_t in_flight_records_limit = 0;   // As configured.
  std::uint32_t in_flight_adaptive_limit = 0;  // What is in force: as much as the sink finishes.
  std::uint64_t in_flight_bytes = 0;
  std::uint64_t in_flight_bytes_limit = 0;
  std::uint64_t memory_bytes = 0;
  std::uint64_t memory_bytes_limit = 0;

  std::vector<TopicSnapshot> topics;
  std::vector<std::uint32_t> writer_queue_records;  // One for each writer.
  Histogram db_commit_ok_seconds{{}};
  Histogram db_commit_error_seconds{{}};
  Histogram offset_commit_ok_seconds{{}};
  Histogram offset_commit_error_seconds{{}};
  std::map<std::string, std::uint64_t> retries;    // By SQLSTATE class, or "connection".
  std::map<std::string, std::uint64_t> db_errors;  // Likewise.
  std::uint64_t rebalances = 0;
  std::uint64_t kafka_client_renewals = 0;
  std::vector<DecisionSnapshot> decisions;  // The last 200.

  RecentFigures recent;

  bool group_joined = false;
  bool stopping = false;
};

}  // namespace projector
