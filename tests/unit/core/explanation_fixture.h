// A daemon in the middle of the July 14 burst, and what one asks of it.

#pragma once

#include <string>
#include <vector>

#include "projector/core/explanation.h"

namespace projector {

struct Explaining {
  Snapshot snapshot;
  SinkSight sight;
  std::vector<std::string> tables = {"passenger_manifest"};

  TopicSnapshot& topic() { return snapshot.topics.front(); }
  RecentFigures& recent() { return snapshot.recent; }
  Explanation explained() { return explain(snapshot, topic(), sight, tables); }
  std::string cause() { return std::string(name_of(explained().cause)); }
  std::string sentence() { return explained().sentence; }
  std::string advice() { return explained().advice; }

  static PartitionSnapshot partition(std::int32_t number, std::int64_t applied, std::int64_t lag) {
    PartitionSnapshot partition;
    partition.partition = number;
    partition.applied = applied;
    partition.lag = lag;
    return partition;
  }

  // 48 s old of 2 min: 603/s applied of 3,012/s arriving.
  static Explaining behind() {
    Explaining explaining;
    TopicSnapshot topic;
    topic.name = "booking-events";
    topic.state = "absorbing";
    topic.budget_seconds = 120;
    topic.oldest_age_seconds = 48;
    topic.in_per_second = 3012;
    topic.out_per_second = 603;
    topic.lag = 25'750;
    topic.recent.usual_in_per_second = 500;
    topic.recent.lanes = 4;
    topic.recent.hot_lane_share = 0.28;
    topic.partitions = {partition(0, 1000, 12'000), partition(1, 2000, 13'750)};
    explaining.snapshot.topics = {topic};
    explaining.snapshot.at_unix_seconds = 1'784'037'800;
    explaining.snapshot.group_joined = true;
    explaining.snapshot.in_flight_records = 2000;
    explaining.snapshot.in_flight_records_limit = 2000;
    explaining.snapshot.in_flight_adaptive_limit = 2000;
    explaining.recent().commits = 20;
    explaining.recent().records_per_commit = 300;
    explaining.recent().commit_p50_seconds = 0.009;
    explaining.recent().commit_usual_seconds = 0.009;
    return explaining;
  }

  static Explaining caught_up() {
    Explaining explaining = behind();
    explaining.topic().state = "steady";
    explaining.topic().oldest_age_seconds = 0.012;
    explaining.topic().in_per_second = 500;
    explaining.topic().out_per_second = 500;
    explaining.topic().lag = 6;
    explaining.snapshot.in_flight_records = 6;
    return explaining;
  }

  static Explaining slow() {
    Explaining explaining = behind();
    explaining.recent().commit_p50_seconds = 0.31;
    return explaining;
  }

  void stand(StandstillCause cause, const std::string& reason) {
    topic().state = "stalled";
    topic().partitions[1].standing = cause;
    topic().partitions[1].waiting_for = reason;
  }

  void see_blocker() {
    sight.is_known = true;
    sight.at_unix_seconds = snapshot.at_unix_seconds - 2;
    sight.blockers = {{.pid = 4711,
                       .application = "psql",
                       .user = "dba",
                       .state = "idle in transaction",
                       .transaction_seconds = 250,
                       .table = "passenger_manifest",
                       .waiting_seconds = 1.5}};
  }

  void see_build() {
    sight.is_known = true;
    sight.at_unix_seconds = snapshot.at_unix_seconds - 2;
    sight.builds = {{.pid = 815,
                     .application = "migrate",
                     .table = "passenger_manifest",
                     .index = "manifest_by_cabin",
                     .phase = "building index: scanning table",
                     .done_share = 0.42}};
  }
};

}  // namespace projector
