// What happened lately, and what is usual: how a cause is told from another that looks like it.
//
// Values only; made by RecentHistory once a tick. Shares are of wall time, 0 to 1.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace projector {

// The thread of ours that wanted a processor most, over the last seconds.
struct ProcessorUse {
  std::string thread;  // Empty: not measured.
  double running = 0;
  double waiting = 0;  // Ready to run, and not let.
  double stopped = 0;  // Of the kernel's periods, those in which a limit stopped the process.

  double wanted() const { return running + waiting; }
  // Writers and consumer are stopped together, so none of them need want a processor all the time.
  bool is_limited() const { return stopped >= 0.5; }
};

struct RecentFigures {
  // Of batches in the last 5 s. The usual value is the median over 20 minutes of moments in which
  // every topic was caught up.
  std::optional<double> commit_p50_seconds;
  std::optional<double> commit_usual_seconds;
  double records_per_commit = 0;
  double in_air_seconds = 0;  // Of the batch that is with its writer for longest.
  std::uint32_t commits = 0;
  std::uint32_t retries = 0;
  std::uint32_t lock_timeouts = 0;
  std::uint32_t statement_timeouts = 0;

  std::optional<double> sink_down_seconds;
  std::string sink_trouble;  // What the last failed attempt to reach it said.

  double brokers_silent_seconds = 0;
  std::optional<double> rebalancing_seconds;  // Partitions went, and none came yet.
  std::optional<double> since_rebalance_seconds;
  std::uint32_t rebalances = 0;                   // In the last minute.
  std::optional<double> broker_throttle_seconds;  // The pause that a broker asked for last.
  ProcessorUse processor;
};

struct TopicRecent {
  std::optional<double> usual_in_per_second;  // While it was caught up.
  double idle_seconds = 0;                    // Since a record last got an outcome, or was held.
  double hot_lane_share = 0;  // Of its records in flight, those with the fullest lane.
  std::size_t lanes = 0;
  std::string held_reason;      // Why its class is not read; empty: it is.
  std::string letters_trouble;  // Why dead letters are not getting through; empty: they are.
  std::string access_trouble;   // What the brokers refuse to our user; empty: nothing.
};

}  // namespace projector
