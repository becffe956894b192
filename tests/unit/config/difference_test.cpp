#include "projector/config/difference.h"

#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

const std::string kTopic = "- {name: a, projection: manifest}\n";

// A line each.
std::string told(const std::string& before, const std::string& after) {
  std::string text;
  for (const Difference& difference : differences(parse(before, "one"), parse(after, "two"))) {
    text.append(text.empty() ? "" : "\n").append(written(difference));
  }
  return text;
}

TEST(Differences, AreOfMeaningNotOfText) {
  EXPECT_EQ(told(kSmallest, "# Edited.\nflow: {in_flight_bytes: 65536KiB}\n" + kSmallest), "");
  EXPECT_EQ(told("topics:\n" + kTopic + "- {name: b, projection: manifest}\n" + kProjections,
                 "topics:\n- {name: b, projection: manifest}\n" + kTopic + kProjections),
            "");
}

TEST(Differences, SayWhichOptionsARunningDaemonTakes) {
  EXPECT_EQ(told("retry: {first: 1s}\n" + kSmallest,
                 "flow: {in_flight_records: 4000, record_bytes: 1MiB}\nkafka: {instance_id: x}\n" +
                     kSmallest),
            "kafka.instance_id: \"\" -> x (needs a restart)\n"
            "flow.in_flight_records: 2000 -> 4000 (reloadable)\n"
            "flow.record_bytes: 8MiB -> 1MiB (needs a restart)\n"
            "retry.first: 1s -> 100ms (reloadable)");
}

TEST(Differences, NameTopics) {
  EXPECT_EQ(told("topics:\n" + kTopic + "- {name: b, projection: manifest}\n" + kProjections,
                 "topics:\n- {name: c, projection: manifest}\n"
                 "- {name: a, projection: manifest, class: critical, freshness_budget: 5s}\n" +
                     kProjections),
            "topics.a.class: normal -> critical (needs a restart)\n"
            "topics.a.freshness_budget: 2m -> 5s (reloadable)\n"
            "topics.b: gone (needs a restart)\n"
            "topics.c: new (needs a restart)");
}

TEST(Differences, ReachIntoProjections) {
  EXPECT_EQ(told(with_body("columns: {id: /id, no: /no, gone: /gone}"),
                 with_body("columns: {id: /key, no: {from: /no, required: true}, new: =x}\n"
                           "removed: {column: removed_at}")),
            "projections.manifest.columns.id: /id -> /key (needs a restart)\n"
            "projections.manifest.columns.no: /no -> {\"from\":\"/no\",\"required\":true} (needs a "
            "restart)\n"
            "projections.manifest.columns.gone: /gone, gone (needs a restart)\n"
            "projections.manifest.columns.new: new, =x (needs a restart)\n"
            "projections.manifest.removed: new, {\"column\":\"removed_at\"} (needs a restart)");
}

TEST(Differences, NameClassesOfAdmission) {
  EXPECT_EQ(
      told("admission: {classes: {export: {limit_from: absorbing, rate: 50/s}}}\n" + kSmallest,
           "admission: {classes: {export: {limit_from: absorbing, rate: 60/s}, "
           "search: {refuse_from: stalled}}}\n" +
               kSmallest),
      "admission.classes.export.rate: 50/s -> 60/s (reloadable)\n"
      "admission.classes.search: new (reloadable)");
}

TEST(Differences, ShowNoSecrets) {
  EXPECT_EQ(told("kafka: {properties: {sasl.password: a, client.rack: x}}\n"
                 "postgres: {url: \"postgresql://p:hunter2@db/h\"}\n" +
                     kSmallest,
                 "kafka: {properties: {sasl.password: b, sasl.username: c}}\n"
                 "postgres: {url: \"postgresql://p:hunter3@db/h\"}\n" +
                     kSmallest),
            "postgres.url: postgresql://p:***@db/h -> postgresql://p:***@db/h (needs a restart)\n"
            "kafka.properties.sasl.password: *** -> *** (needs a restart)\n"
            "kafka.properties.client.rack: x, gone (needs a restart)\n"
            "kafka.properties.sasl.username: new, c (needs a restart)");
}

}  // namespace
}  // namespace projector::config
