// A daemon in the middle of a burst: the snapshot that the golden texts show.

#pragma once

#include "projector/core/snapshot.h"

namespace projector {

inline Snapshot sample_snapshot() {
  TopicSnapshot bookings;
  bookings.name = "booking-events";
  bookings.topic_class = "normal";
  bookings.state = "absorbing";
  bookings.budget_seconds = 120;
  bookings.oldest_age_seconds = 12.5;
  bookings.in_per_second = 3000;
  bookings.out_per_second = 600.25;
  bookings.reading = true;
  bookings.reason = "the sink takes 600 of 3000 records/s";
  bookings.lag = 41;
  bookings.outcomes = {1000, 20, 3, 0, 0, 1, 7};
  bookings.redelivered = 5;
  bookings.throttled_credits_seconds = 3.25;
  bookings.freshness = Histogram({0.1, 1, 120});
  bookings.freshness.observe(0.05, 2);
  bookings.freshness.observe(60);
  bookings.freshness.observe(500);
  bookings.partitions = {{.partition = 0,
                          .committed = 90,
                          .applied = 100,
                          .end = 141,
                          .lag = 41,
                          .as_of_unix_seconds = {},
                          .waiting_for = ""},
                         {.partition = 1,
                          .committed = -1,
                          .applied = 0,
                          .end = -1,
                          .as_of_unix_seconds = {},
                          .waiting_for = "credits"}};

  TopicSnapshot refunds;
  refunds.name = "refund-events";
  refunds.topic_class = "optional";
  refunds.state = "steady";
  refunds.budget_seconds = 3600;
  refunds.drain_seconds = 0;
  refunds.retention_headroom_seconds = 3600;
  refunds.redelivered = 1;

  Snapshot snapshot;
  snapshot.state = "absorbing";
  snapshot.bottleneck = "sink";
  snapshot.stage_seconds = {StageSeconds{1.5, 60, 8.5}, StageSeconds{4.5, 60, 5.5},
                            StageSeconds{130, 2, 8}, StageSeconds{0.5, 0, 69.5}};
  snapshot.in_flight_records = 1999;
  snapshot.in_flight_records_limit = 2000;
  snapshot.in_flight_adaptive_limit = 1999;
  snapshot.in_flight_bytes = 1'600'000;
  snapshot.in_flight_bytes_limit = 67'108'864;
  snapshot.memory_bytes = 62'914'560;
  snapshot.memory_bytes_limit = 268'435'456;
  snapshot.topics = {bookings, refunds};
  snapshot.writer_queue_records = {500, 499};
  snapshot.db_commit_ok_seconds = Histogram({0.01, 0.1});
  snapshot.db_commit_ok_seconds.observe(0.02, 3);
  snapshot.db_commit_error_seconds = Histogram({0.01, 0.1});
  snapshot.offset_commit_ok_seconds = Histogram({0.005});
  snapshot.offset_commit_ok_seconds.observe(0.003);
  snapshot.offset_commit_error_seconds = Histogram({0.005});
  snapshot.retries = {{"40", 2}, {"XX", 1}};
  snapshot.db_errors = {{"connection", 4}};
  snapshot.rebalances = 1;
  snapshot.decisions = {{1784037800.125, "steady", "absorbing", "lag grows by 2400 records/s"}};
  return snapshot;
}

}  // namespace projector
