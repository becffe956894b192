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

TEST(Metrics, TellOfTheProcess) {
  EXPECT_GT(value_of("process_resident_memory_bytes"), 1'000'000);
  EXPECT_GT(value_of("process_cpu_seconds_total"), 0);
  EXPECT_GE(value_of("process_open_fds"), 3);
  EXPECT_GT(value_of("process_start_time_seconds"), 1.7e9);
  EXPECT_LE(value_of("process_start_time_seconds"), static_cast<double>(time(nullptr)) + 1);
}

}  // namespace
}  // namespace projector::telemetry
