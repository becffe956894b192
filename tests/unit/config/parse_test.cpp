#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

using std::chrono::milliseconds;

TEST(ParseConfig, FillsInTheDefaults) {
  const Config config = parse(kSmallest, "projector.yaml");
  EXPECT_EQ(config.kafka.brokers, std::vector<std::string>{"localhost:9092"});
  EXPECT_EQ(config.flow.in_flight_records, 2000u);
  EXPECT_EQ(config.runtime.revoke_drain, milliseconds(5'000));
  EXPECT_EQ(config.topics.at(0).freshness_budget, milliseconds(120'000));
  EXPECT_TRUE(config.warnings.empty());
}

TEST(ParseConfig, ReadsEveryKeyOfTheContract) {
  const Config config = parse(R"(
kafka:
  brokers: [one:9092, two:9093]
  group: g
  instance_id: pod-0
  start: latest
  offset_lost: earliest
  revoke_drain: 4s
  properties: {security.protocol: ssl, session.timeout.ms: 20000}
postgres: {url: "postgresql://p@db/h", password_file: /etc/hosts, writers: 2, statement_timeout: 9s,
           lock_timeout: 1s, prepared_statements: false}
flow: {in_flight_records: 1000, in_flight_bytes: 32MiB, poll_records: 100, batch_rows: 200,
       batch_bytes: 2MiB, record_bytes: 1MiB, prefetch_bytes: 8MiB, adaptive: false,
       target_latency: 300ms, memory_limit: 200MiB}
commit: {interval: 2s}
retry: {first: 50ms, limit: 10s}
shutdown: {drain: 10s, grace: 30s}
admission:
  unknown: refuse
  classes:
    booking-export: {limit_from: absorbing, refuse_from: protecting, rate: 50/s}
http: {admin: "0.0.0.0:1", admission: "0.0.0.0:2"}
log: {level: warning, format: json}
topics:
  - name: booking-events
    projection: manifest
    class: critical
    freshness_budget: 30s
    format: json
    dead_letter_topic: ""
    overload: hold
    retention_reserve: 1h
)" + kProjections,
                              "projector.yaml");

  EXPECT_EQ(config.kafka.brokers.size(), 2u);
  EXPECT_EQ(config.kafka.start, kafka::StartPolicy::kLatest);
  EXPECT_EQ(config.kafka.offset_lost, kafka::OffsetLostPolicy::kEarliest);
  EXPECT_EQ(config.kafka.properties.at(1).second, "20000");
  EXPECT_EQ(config.postgres.writers, 2u);
  EXPECT_FALSE(config.postgres.prepared_statements);
  EXPECT_EQ(config.flow.prefetch_bytes, std::size_t{8} << 20);
  EXPECT_FALSE(config.flow.adaptive);
  EXPECT_EQ(config.retry.limit, milliseconds(10'000));
  EXPECT_FALSE(config.admission.admits_unknown);
  EXPECT_EQ(config.admission.classes.at("booking-export").refuse_from, "protecting");
  EXPECT_EQ(config.admission.classes.at("booking-export").rate_per_second, 50);
  EXPECT_EQ(config.log.level, telemetry::LogLevel::kWarning);
  EXPECT_EQ(config.topics.at(0).topic_class, TopicClass::kCritical);
  EXPECT_EQ(config.topics.at(0).retention_reserve, milliseconds(3'600'000));
}

TEST(ParseConfig, ShowsLineCaretAndSuggestion) {
  EXPECT_EQ(errors_of("flow:\n  pol_records: 5\n" + kSmallest),
            "projector.yaml:2:3: error: unknown key \"pol_records\" in flow\n"
            "  2 |   pol_records: 5\n"
            "    |   ^~~~~~~~~~~ did you mean \"poll_records\"?\n"
            "1 error.");
}

TEST(ParseConfig, ListsWhatIsKnownWhenNothingIsNear) {
  EXPECT_NE(
      errors_of("retry: {attempts: 5}\n" + kSmallest).find("^~~~~~~~ known are: first, limit"),
      std::string::npos);
}

TEST(ParseConfig, SaysAllErrorsInTheOrderOfTheFile) {
  const std::string errors =
      errors_of("topics: [{name: a, projection: none}]\nflow: {batch_rows: many}\nretri: {}\n" +
                kProjections);
  const std::size_t first = errors.find(":1:32: error: topics[0]: there is no projection");
  const std::size_t second = errors.find(":2:20: error: flow.batch_rows");
  const std::size_t third = errors.find(":3:1: error: unknown key \"retri\"");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_LT(third, errors.size());
  EXPECT_NE(errors.find("3 errors."), std::string::npos);
}

TEST(ParseConfig, RefusesDuplicateKeys) {
  EXPECT_EQ(first_error("retry: {first: 1s, first: 2s}\n" + kSmallest),
            "projector.yaml:1:20: error: duplicate key \"first\" in retry");
  EXPECT_EQ(first_error("log: {}\nlog: {}\n" + kSmallest),
            "projector.yaml:2:1: error: duplicate key \"log\" in the file");
}

TEST(ParseConfig, WantsUnits) {
  EXPECT_EQ(first_error("commit: {interval: 5}\n" + kSmallest),
            "projector.yaml:1:20: error: commit.interval: expected a duration (ms, s, m, h, d) "
            "from 10ms to 1h, got \"5\"");
  EXPECT_EQ(first_error("flow: {batch_bytes: 4MB}\n" + kSmallest),
            "projector.yaml:1:21: error: flow.batch_bytes: expected bytes (B, KiB, MiB, GiB) from "
            "1KiB to 1024GiB, got \"4MB\"");
}

TEST(ParseConfig, KeepsToRanges) {
  EXPECT_EQ(errors_of("postgres: {writers: 1}\n" + kSmallest), "none");
  EXPECT_EQ(first_error("postgres: {writers: 0}\n" + kSmallest),
            "projector.yaml:1:21: error: postgres.writers: expected a whole number from 1 to 64, "
            "got \"0\"");
  EXPECT_EQ(first_error("commit: {interval: 9ms}\n" + kSmallest),
            "projector.yaml:1:20: error: commit.interval: expected a duration (ms, s, m, h, d) "
            "from 10ms to 1h, got \"9ms\"");
}

TEST(ParseConfig, TellsTypesApart) {
  EXPECT_EQ(first_error("flow: {batch_rows: \"500\"}\n" + kSmallest),
            "projector.yaml:1:20: error: flow.batch_rows: expected a whole number from 1 to "
            "100000, got text in quotes");
  EXPECT_EQ(first_error("flow: {adaptive: yes}\n" + kSmallest),
            "projector.yaml:1:18: error: flow.adaptive: expected true or false, got \"yes\"");
  EXPECT_EQ(first_error("kafka: {brokers: one:9092}\n" + kSmallest),
            "projector.yaml:1:18: error: kafka.brokers: expected a list, got \"one:9092\"");
  EXPECT_EQ(first_error("kafka: {group: [a]}\n" + kSmallest),
            "projector.yaml:1:16: error: kafka.group: expected a single value, got a list");
  EXPECT_EQ(first_error("flow: 5\n" + kSmallest),
            "projector.yaml:1:7: error: flow: expected keys with values, got a single value");
  EXPECT_EQ(first_error("kafka: {group: }\n" + kSmallest),
            "projector.yaml:1:9: error: kafka.group has no value");
}

TEST(ParseConfig, KnowsTheWordsOfAChoice) {
  EXPECT_NE(errors_of("kafka: {start: earlyest}\n" + kSmallest).find("did you mean \"earliest\"?"),
            std::string::npos);
}

TEST(ParseConfig, TakesVariablesFromTheEnvironment) {
  ::setenv("PROJECTOR_TEST_GROUP", "from-the-environment", 1);
  const Config config =
      parse("kafka: {group: \"x-${PROJECTOR_TEST_GROUP}-y\"}\n" + kSmallest, "projector.yaml");
  EXPECT_EQ(config.kafka.group, "x-from-the-environment-y");
}

TEST(ParseConfig, NamesAMissingVariable) {
  EXPECT_EQ(first_error("kafka: {group: \"${PROJECTOR_TEST_ABSENT}\"}\n" + kSmallest),
            "projector.yaml:1:16: error: kafka.group: the environment has no variable "
            "\"PROJECTOR_TEST_ABSENT\"");
}

TEST(ParseConfig, RefusesAVariableThatIsNotUtf8) {
  ::setenv("PROJECTOR_TEST_BYTES", "caf\xE9", 1);
  EXPECT_EQ(first_error("kafka: {group: \"${PROJECTOR_TEST_BYTES}\"}\n" + kSmallest),
            "projector.yaml:1:16: error: kafka.group: what the variable \"PROJECTOR_TEST_BYTES\" "
            "holds is not UTF-8");
}

TEST(ParseConfig, NeverShowsTheValueOfAVariable) {
  ::setenv("PROJECTOR_TEST_SECRET", "hunter2", 1);
  const std::string errors =
      errors_of("commit: {interval: \"${PROJECTOR_TEST_SECRET}\"}\n" + kSmallest);
  EXPECT_NE(errors, "none");
  EXPECT_EQ(errors.find("hunter2"), std::string::npos);
}

TEST(ParseConfig, ShowsNoLineThatMayHoldASecret) {
  const std::string errors = errors_of(
      "postgres:\n  urll: postgresql://p:hunter2@db/h\n"
      "kafka:\n  properties:\n    sasl.password: [hunter2]\n" +
      kSmallest);
  EXPECT_NE(errors.find("unknown key \"urll\""), std::string::npos);
  EXPECT_EQ(errors.find("hunter2"), std::string::npos);
}

TEST(ParseConfig, RefusesPropertiesThatTheDaemonOwns) {
  const std::string errors = errors_of("kafka: {properties: {group.id: x}}\n" + kSmallest);
  EXPECT_NE(errors.find("the daemon itself sets \"group.id\" of librdkafka"), std::string::npos);
  EXPECT_NE(errors.find("^~~~~~~~ set kafka.group"), std::string::npos);
  EXPECT_NE(
      errors_of("kafka: {properties: {check.crcs: false}}\n" + kSmallest).find("leave it out"),
      std::string::npos);
}

TEST(ParseConfig, WarnsOfCooperativeSticky) {
  const Config config = parse(
      "kafka: {properties: {partition.assignment.strategy: cooperative-sticky}}\n" + kSmallest,
      "projector.yaml");
  ASSERT_EQ(config.warnings.size(), 1u);
  EXPECT_NE(config.warnings[0].find("prefer range"), std::string::npos);
}

TEST(ParseConfig, PointsAtWhatIsNoYaml) {
  EXPECT_EQ(first_error("kafka: {group: [}\n").substr(0, 37),
            "projector.yaml:1:17: error: this is n");
  EXPECT_NE(errors_of("kafka:\n\tgroup: x\n").find("a tab in the indentation"), std::string::npos);
}

TEST(ParseConfig, NamesTheLineThatIsNotUtf8) {
  EXPECT_EQ(first_error("# caf\xC3\xA9\nkafka: {group: caf\xE9}\n" + kSmallest),
            "projector.yaml: error: line 2 is not UTF-8");
}

TEST(ParseConfig, BoundsSizeDepthAndAliases) {
  EXPECT_EQ(first_error(std::string((1 << 20) + 1, '#')),
            "projector.yaml: error: the file is larger than 1 MiB");
  EXPECT_NE(errors_of("log: " + std::string(40, '[') + std::string(40, ']')).find("nested more"),
            std::string::npos);
  std::string laughs = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before +
              "]\n";
  }
  EXPECT_NE(errors_of(laughs).find("aliases unfold"), std::string::npos);
}

TEST(ParseConfig, RefusesAnEmptyFile) {
  EXPECT_EQ(first_error(""), "projector.yaml: error: no topic is named: there is nothing to do");
}

TEST(ParseConfig, HashesTheText) {
  const std::string hash = parse(kSmallest, "a").hash;
  EXPECT_EQ(hash.size(), 16u);
  EXPECT_EQ(parse(kSmallest, "b").hash, hash);
  EXPECT_NE(parse(kSmallest + "# edited\n", "a").hash, hash);
}

TEST(LoadConfig, ReadsAFile) {
  const std::string path = testing::TempDir() + "projector_config_test.yaml";
  std::ofstream(path) << kSmallest;
  EXPECT_EQ(load(path).topics.size(), 1u);
}

TEST(LoadConfig, NamesAFileThatIsNotThere) {
  try {
    static_cast<void>(load("/nonexistent/projector.yaml"));
    FAIL() << "it was read";
  } catch (const StartupError& error) {
    EXPECT_EQ(error.code(), ExitCode::kConfiguration);
    EXPECT_STREQ(error.what(),
                 "/nonexistent/projector.yaml: error: the file cannot be read: No such file or "
                 "directory");
  }
}

}  // namespace
}  // namespace projector::config
