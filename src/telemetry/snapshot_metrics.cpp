#include "snapshot_metrics.h"

#include <array>
#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "metric_families.h"

namespace projector::telemetry {
namespace {

using Families = std::vector<prometheus::MetricFamily>;

// Series that exist from the start, so that an alert on their increase sees the first one.
constexpr std::array<std::string_view, 5> kStates = {"steady", "absorbing", "protecting",
                                                     "amplifying", "stalled"};
constexpr std::array<std::string_view, 4> kBottlenecks = {"source", "projector", "sink", "none"};
// Those that databases in operation give: connection lost, bad data, broken constraint, conflict,
// schema or right, resources, locks and cancelled statements, system.
constexpr std::array<std::string_view, 10> kUsualErrorClasses = {
    "08", "22", "23", "40", "42", "53", "55", "57", "58", "connection"};

double number(std::uint64_t count) { return static_cast<double>(count); }
double number(std::int64_t count) { return static_cast<double>(count); }

prometheus::MetricFamily one_of(FamilyBuilder family, const std::string& label,
                                std::span<const std::string_view> values,
                                std::string_view current) {
  for (const auto value : values) {
    family.add({{label, std::string(value)}}, value == current ? 1 : 0);
  }
  return family.take();
}

prometheus::MetricFamily by_class(FamilyBuilder family,
                                  const std::map<std::string, std::uint64_t>& counts) {
  std::map<std::string, std::uint64_t> shown = counts;
  for (const auto usual : kUsualErrorClasses) shown.try_emplace(std::string(usual), 0);
  for (const auto& [error_class, count] : shown) {
    family.add({{"class", error_class}}, number(count));
  }
  return family.take();
}

template <typename Value>
prometheus::MetricFamily by_topic(FamilyBuilder family, const Snapshot& snapshot, Value value) {
  for (const auto& topic : snapshot.topics) family.add({{"topic", topic.name}}, value(topic));
  return family.take();
}

prometheus::MetricFamily lag(const Snapshot& snapshot) {
  FamilyBuilder family =
      gauge("projector_consumer_lag_records",
            "Records between the applied watermark and the end of the partition.");
  for (const auto& topic : snapshot.topics) {
    for (const auto& partition : topic.partitions) {
      family.add({{"topic", topic.name}, {"partition", std::to_string(partition.partition)}},
                 number(partition.lag));
    }
  }
  return family.take();
}

prometheus::MetricFamily outcomes(const Snapshot& snapshot) {
  FamilyBuilder family = counter("projector_records_total", "Records by what became of them.");
  for (const auto& topic : snapshot.topics) {
    for (std::size_t outcome = 0; outcome < kOutcomeCount; ++outcome) {
      family.add({{"topic", topic.name}, {"outcome", std::string(kOutcomeNames[outcome])}},
                 number(topic.outcomes[outcome]));
    }
  }
  return family.take();
}

prometheus::MetricFamily throttled(const Snapshot& snapshot) {
  FamilyBuilder family = counter("projector_intake_throttled_seconds_total",
                                 "Time in which the topic was not read, by reason, in seconds.");
  for (const auto& topic : snapshot.topics) {
    const auto add = [&](const char* reason, double seconds) {
      family.add({{"topic", topic.name}, {"reason", reason}}, seconds);
    };
    add("credits", topic.throttled_credits_seconds);
    add("held", topic.throttled_held_seconds);
    add("stopped", topic.throttled_stopped_seconds);
  }
  return family.take();
}

prometheus::MetricFamily queue_depth(const Snapshot& snapshot) {
  FamilyBuilder family =
      gauge("projector_queue_depth_records", "Records that wait for the writer or are with it.");
  for (std::size_t writer = 0; writer < snapshot.writer_queue_records.size(); ++writer) {
    family.add({{"writer", std::to_string(writer)}},
               number(std::uint64_t{snapshot.writer_queue_records[writer]}));
  }
  return family.take();
}

void add_topics(Families& families, const Snapshot& snapshot) {
  families.push_back(lag(snapshot));
  families.push_back(
      by_topic(gauge("projector_oldest_unprocessed_event_age_seconds",
                     "Age of the oldest record not yet applied, in seconds; 0 when caught up."),
               snapshot, [](const TopicSnapshot& topic) { return topic.oldest_age_seconds; }));
  families.push_back(
      by_topic(gauge("projector_freshness_budget_seconds",
                     "How old a record may be when applied, as configured, in seconds."),
               snapshot, [](const TopicSnapshot& topic) { return topic.budget_seconds; }));
  families.push_back(by_topic(
      histogram("projector_record_freshness_seconds",
                "Age of records when they were applied, in seconds; the budget is a bucket."),
      snapshot, [](const TopicSnapshot& topic) -> const Histogram& { return topic.freshness; }));
  families.push_back(by_topic(
      gauge("projector_drain_seconds",
            "Time until caught up at the present rates, in seconds; +Inf while the lag grows."),
      snapshot, [](const TopicSnapshot& topic) {
        return topic.drain_seconds.value_or(std::numeric_limits<double>::infinity());
      }));
  families.push_back(by_topic(
      gauge("projector_retention_headroom_seconds",
            "Time until Kafka may delete the oldest record not yet applied, in seconds; +Inf where "
            "nothing waits or no bound is known."),
      snapshot, [](const TopicSnapshot& topic) {
        return topic.retention_headroom_seconds.value_or(std::numeric_limits<double>::infinity());
      }));
  families.push_back(outcomes(snapshot));
  families.push_back(throttled(snapshot));
  families.push_back(
      by_topic(counter("projector_offsets_lost_total",
                       "Times that the place to read was no longer in the log."),
               snapshot, [](const TopicSnapshot& topic) { return number(topic.offsets_lost); }));
  families.push_back(by_topic(
      counter("projector_timestamp_skew_total", "Records whose timestamp lay in the future."),
      snapshot, [](const TopicSnapshot& topic) { return number(topic.timestamp_skew); }));
}

void add_limits(Families& families, const Snapshot& snapshot) {
  const double records = number(std::uint64_t{snapshot.in_flight_records});
  const double bytes = number(snapshot.in_flight_bytes);
  families.push_back(gauge("projector_in_flight_records", "Records read and not yet durable.")
                         .add({}, records)
                         .take());
  families.push_back(
      gauge("projector_in_flight_bytes", "Bytes of records read and not yet durable.")
          .add({}, bytes)
          .take());
  families.push_back(
      gauge("projector_limit", "The most that may be in use, in records or bytes.")
          .add({{"limit", "records"}}, number(std::uint64_t{snapshot.in_flight_records_limit}))
          .add({{"limit", "bytes"}}, number(snapshot.in_flight_bytes_limit))
          .add({{"limit", "adaptive"}}, number(std::uint64_t{snapshot.in_flight_adaptive_limit}))
          .add({{"limit", "memory"}}, number(snapshot.memory_bytes_limit))
          .take());
  families.push_back(gauge("projector_limit_in_use", "What of the limit is in use.")
                         .add({{"limit", "records"}}, records)
                         .add({{"limit", "bytes"}}, bytes)
                         .add({{"limit", "adaptive"}}, records)
                         .add({{"limit", "memory"}}, number(snapshot.memory_bytes))
                         .take());
  families.push_back(queue_depth(snapshot));
}

void add_commits(Families& families, const Snapshot& snapshot) {
  families.push_back(histogram("projector_db_commit_duration_seconds",
                               "Time from sending a batch to PostgreSQL to its answer, in seconds.")
                         .add({{"result", "ok"}}, snapshot.db_commit_ok_seconds)
                         .add({{"result", "error"}}, snapshot.db_commit_error_seconds)
                         .take());
  families.push_back(histogram("projector_offset_commit_duration_seconds",
                               "Time that Kafka took to store offsets, in seconds.")
                         .add({{"result", "ok"}}, snapshot.offset_commit_ok_seconds)
                         .add({{"result", "error"}}, snapshot.offset_commit_error_seconds)
                         .take());
  families.push_back(by_class(
      counter("projector_retries_total", "Batches tried again, by SQLSTATE class or connection."),
      snapshot.retries));
  families.push_back(by_class(counter("projector_db_errors_total",
                                      "Errors of PostgreSQL, by SQLSTATE class or connection."),
                              snapshot.db_errors));
}

prometheus::MetricFamily stage_seconds(const Snapshot& snapshot) {
  FamilyBuilder family = counter("projector_stage_seconds_total",
                                 "Where the time of each stage went, in seconds; of write the sum "
                                 "over the writers.");
  for (std::size_t stage = 0; stage < kStageCount; ++stage) {
    const StageSeconds& seconds = snapshot.stage_seconds[stage];
    const auto add = [&](const char* state, double count) {
      family.add({{"stage", std::string(kStageNames[stage])}, {"state", state}}, count);
    };
    add("busy", seconds.busy);
    add("blocked", seconds.blocked);
    add("idle", seconds.idle);
  }
  return family.take();
}

void add_process(Families& families, const Snapshot& snapshot) {
  std::uint64_t redelivered = 0;
  for (const auto& topic : snapshot.topics) redelivered += topic.redelivered;

  families.push_back(counter("projector_rebalances_total", "Changes of the assignment.")
                         .add({}, number(snapshot.rebalances))
                         .take());
  families.push_back(
      counter("projector_kafka_client_renewals_total",
              "Times that the Kafka client was made anew, as its own old commit had fenced it.")
          .add({}, number(snapshot.kafka_client_renewals))
          .take());
  families.push_back(counter("projector_redelivered_records_total",
                             "Records read again although they were applied or read before.")
                         .add({}, number(redelivered))
                         .take());
  families.push_back(one_of(gauge("projector_state", "The state of the process: one is 1."),
                            "state", kStates, snapshot.state));
  families.push_back(one_of(gauge("projector_bottleneck", "What bounds the throughput: one is 1."),
                            "stage", kBottlenecks, snapshot.bottleneck));
  families.push_back(stage_seconds(snapshot));
  families.push_back(
      gauge("projector_scale_out_useful",
            "1 where another member would raise the throughput, 0 where it would not.")
          .add({}, snapshot.is_scale_out_useful ? 1 : 0)
          .take());
}

void add_identity(Families& families, const BuildInfo& build, const ConfigInfo& config) {
  families.push_back(counter("projector_config_reloads_total",
                             "Times that the configuration was read again, by what came of it.")
                         .add({{"result", "ok"}}, number(config.reloads_ok))
                         .add({{"result", "error"}}, number(config.reloads_error))
                         .take());
  families.push_back(gauge("projector_build_info", "The program that runs; always 1.")
                         .add({{"version", build.version}, {"commit", build.commit}}, 1)
                         .take());
  families.push_back(gauge("projector_config_info", "The configuration in force; always 1.")
                         .add({{"hash", config.hash}}, 1)
                         .take());
}

}  // namespace

Families snapshot_families(const Snapshot& snapshot, const BuildInfo& build,
                           const ConfigInfo& config) {
  Families families;
  add_topics(families, snapshot);
  add_limits(families, snapshot);
  add_commits(families, snapshot);
  add_process(families, snapshot);
  add_identity(families, build, config);
  return families;
}

}  // namespace projector::telemetry
