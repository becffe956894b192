#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include "projector/telemetry/exposition.h"

#include "golden.h"
#include "sample_snapshot.h"
#include "telemetry/snapshot_metrics.h"

namespace projector::telemetry {
namespace {

using testing::HasSubstr;

const BuildInfo kBuild{"0.1.0", "d939cdf"};
const ConfigInfo kConfig{"5f1f0c7a", 2, 1};

std::string rendered(const Snapshot& snapshot) {
  return prometheus::TextSerializer().Serialize(snapshot_families(snapshot, kBuild, kConfig));
}

// The value of a process metric, or nothing.
double value_of(const std::string& metric) {
  const std::string text = render_metrics(Snapshot(), kBuild, kConfig);
  const auto at = text.find("\n" + metric + " ");
  return at == std::string::npos ? -1 : std::stod(text.substr(at + metric.size() + 2));
}

TEST(Metrics, ShowASnapshotAsTheContractSays) {
  EXPECT_EQ(rendered(sample_snapshot()), golden("metrics.txt"));
}

TEST(Metrics, AreThereBeforeTheFirstSnapshot) {
  const std::string text = rendered(Snapshot());
  EXPECT_THAT(text, HasSubstr("projector_state{state=\"steady\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("projector_retries_total{class=\"connection\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("projector_db_errors_total{class=\"23\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("projector_db_commit_duration_seconds_count{result=\"error\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE projector_consumer_lag_records gauge\n"));
}

TEST(Metrics, ShowNoSeriesOfARevokedPartition) {
  Snapshot snapshot = sample_snapshot();
  snapshot.topics[0].partitions.pop_back();
  EXPECT_THAT(rendered(snapshot), testing::Not(HasSubstr("partition=\"1\"")));
}

TEST(Metrics, EscapeLabelValues) {
  const auto text = prometheus::TextSerializer().Serialize(
      snapshot_families(Snapshot(), {"0.1\n# forged", "a\"b"}, {"c\\d"}));
  EXPECT_THAT(text, HasSubstr(R"({version="0.1\n# forged",commit="a\"b"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"({hash="c\\d"} 1)"));
}

TEST(Metrics, GiveEachFamilyAHelpAndAType) {
  const std::string text = render_metrics(sample_snapshot(), kBuild, kConfig);
  for (const auto& family : snapshot_families(sample_snapshot(), kBuild, kConfig)) {
    EXPECT_THAT(text, HasSubstr("# HELP " + family.name + " " + family.help + "\n# TYPE "));
  }
}

TEST(Metrics, CountTheAnswersToEdgesFromZero) {
  const std::string text =
      render_metrics(Snapshot(), kBuild, kConfig, {{"export", {0, 0, 0}}, {"search", {5, 1, 2}}});
  EXPECT_THAT(
      text,
      HasSubstr("projector_admission_requests_total{class=\"export\",decision=\"admit\"} 0\n"));
  EXPECT_THAT(
      text,
      HasSubstr("projector_admission_requests_total{class=\"search\",decision=\"refuse\"} 2\n"));
}

// A name of 31 letters, figures as long as they become in a year, core's 16 bounds and a budget.
Snapshot a_hundred_busy_topics() {
  constexpr int kPartitions = 12;
  Histogram freshness(
      {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 1200});
  for (const double bound : freshness.bounds()) freshness.observe(bound, 123'456'789);
  Snapshot snapshot = sample_snapshot();
  TopicSnapshot topic = snapshot.topics[0];
  topic.name = "harbor-point.booking-events.";
  topic.outcomes.fill(1'234'567'890);
  topic.oldest_age_seconds = topic.throttled_held_seconds = topic.throttled_stopped_seconds =
      12345.678901234;
  topic.freshness = freshness;
  topic.partitions.assign(kPartitions, topic.partitions[0]);
  for (int number = 0; number < kPartitions; ++number) {
    topic.partitions[static_cast<std::size_t>(number)].partition = number;
    topic.partitions[static_cast<std::size_t>(number)].lag = 123'456'789;
  }
  snapshot.topics.clear();
  for (int number = 100; number < 200; ++number) {
    snapshot.topics.push_back(topic);
    snapshot.topics.back().name += std::to_string(number);
  }
  return snapshot;
}

TEST(Metrics, StaySmallWithAHundredTopicsOfTwelvePartitions) {
  const std::string text = render_metrics(a_hundred_busy_topics(), kBuild, kConfig);
  EXPECT_THAT(text, HasSubstr("events.199\",partition=\"11\"} 123456789\n"));
  EXPECT_LT(text.size(), 500'000);
}

TEST(Metrics, TellOfTheProcess) {
  EXPECT_GT(value_of("process_resident_memory_bytes"), 1'000'000);
  EXPECT_GT(value_of("process_cpu_seconds_total"), 0);
  EXPECT_GE(value_of("process_open_fds"), 3);
  EXPECT_GT(value_of("process_start_time_seconds"), 1.7e9);
  EXPECT_LE(value_of("process_start_time_seconds"), static_cast<double>(time(nullptr)) + 1);
}

}  // namespace
}  // namespace projector::telemetry
