#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

TEST(CrossChecks, KeepPollAndBatchWithinTheCredits) {
  EXPECT_EQ(errors_of("flow: {in_flight_records: 500}\n" + kSmallest), "none");
  EXPECT_EQ(
      first_error("flow: {in_flight_records: 499, batch_rows: 400}\n" + kSmallest),
      "projector.yaml:1:27: error: flow.poll_records (500) is more than flow.in_flight_records "
      "(499), so it could never be reached");
  EXPECT_EQ(
      first_error("flow: {batch_rows: 2001}\n" + kSmallest),
      "projector.yaml:1:20: error: flow.batch_rows (2001) is more than flow.in_flight_records "
      "(2000), so it could never be reached");
}

TEST(CrossChecks, KeepARecordWithinTheBytesInFlight) {
  EXPECT_EQ(errors_of("flow: {record_bytes: 64MiB}\n" + kSmallest), "none");
  EXPECT_NE(errors_of("flow: {record_bytes: 65MiB}\n" + kSmallest)
                .find("flow.record_bytes (65MiB) is more than flow.in_flight_bytes (64MiB)"),
            std::string::npos);
}

TEST(CrossChecks, GiveEachWriterItsRecords) {
  EXPECT_EQ(
      errors_of("flow: {in_flight_records: 128, poll_records: 100, batch_rows: 100}\n" + kSmallest),
      "none");
  EXPECT_NE(
      errors_of("flow: {in_flight_records: 127, poll_records: 100, batch_rows: 100}\n" + kSmallest)
          .find("postgres.writers (4) need 32 records each"),
      std::string::npos);
}

TEST(CrossChecks, FitDrainAndRevokeIntoTheGrace) {
  EXPECT_EQ(errors_of("shutdown: {drain: 40s}\n" + kSmallest), "none");
  EXPECT_EQ(
      first_error("shutdown: {drain: 41s}\n" + kSmallest),
      "projector.yaml:1:19: error: shutdown.drain (41s) and kafka.revoke_drain (5s) do not fit "
      "into shutdown.grace (45s)");
}

TEST(CrossChecks, OrderThePausesOfRetries) {
  EXPECT_NE(errors_of("retry: {first: 31s}\n" + kSmallest)
                .find("retry.first (31s) is longer than retry.limit (30s)"),
            std::string::npos);
}

TEST(CrossChecks, KeepTheWorstCaseWithinTheMemoryLimit) {
  EXPECT_EQ(errors_of("flow: {memory_limit: 240MiB}\n" + kSmallest), "none");
  EXPECT_NE(errors_of("flow: {memory_limit: 239MiB}\n" + kSmallest)
                .find("at worst 240MiB of memory are needed, more than flow.memory_limit (239MiB)"),
            std::string::npos);
}

TEST(CrossChecks, WantAddressesWithPorts) {
  EXPECT_NE(
      errors_of("http: {admin: localhost}\n" + kSmallest).find("http.admin: expected host:port"),
      std::string::npos);
  EXPECT_NE(errors_of("http: {admin: \"h:70000\"}\n" + kSmallest).find("expected host:port"),
            std::string::npos);
  EXPECT_EQ(errors_of("http: {admin: \"[::1]:0\", admission: \"[::1]:0\"}\n" + kSmallest), "none");
  EXPECT_NE(errors_of("http: {admission: \"127.0.0.1:9464\"}\n" + kSmallest).find("same address"),
            std::string::npos);
}

TEST(CrossChecks, WantTheProjectionOfEachTopic) {
  EXPECT_NE(errors_of("topics: [{name: a, projection: manifests}]\n" + kProjections)
                .find("did you mean \"manifest\"?"),
            std::string::npos);
}

TEST(CrossChecks, WantEachTopicOnce) {
  EXPECT_EQ(first_error("topics:\n- {name: a, projection: manifest}\n- {name: a, projection: "
                        "manifest}\n" +
                        kProjections),
            "projector.yaml:3:10: error: topics[1]: the topic \"a\" stands here twice");
}

TEST(CrossChecks, WarnOfAProjectionThatNobodyUses) {
  const std::string unused =
      "  idle: {table: t, key: [a], version: {column: v, from: /v}, columns: {a: /a}}\n";
  const Config config = parse(kSmallest + unused, "projector.yaml");
  ASSERT_EQ(config.warnings.size(), 1u);
  EXPECT_EQ(config.warnings[0].substr(0, config.warnings[0].find('\n')),
            "projector.yaml:8:3: warning: no topic uses the projection \"idle\"");
}

TEST(CrossChecks, WarnOfAnAgeForSheddingWithoutShedding) {
  const Config config =
      parse("topics: [{name: a, projection: manifest, shed_older_than: 5m}]\n" + kProjections,
            "projector.yaml");
  ASSERT_EQ(config.warnings.size(), 1u);
  EXPECT_EQ(
      config.warnings[0].substr(0, config.warnings[0].find('\n')),
      "projector.yaml:1:59: warning: topics[0].shed_older_than has no effect: the topic does not "
      "shed");
}

}  // namespace
}  // namespace projector::config
