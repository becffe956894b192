#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "projector/telemetry/exposition.h"

#include "golden.h"
#include "sample_snapshot.h"

namespace projector::telemetry {
namespace {

const ConfigInfo kConfig{"5f1f0c7a", 2, 1};
const MemberInfo kMember{"harbor-point-1", "manifest-projector", "1.2.3"};

nlohmann::json status_of(const Snapshot& snapshot) {
  return nlohmann::json::parse(render_status(snapshot, kConfig, kMember));
}

TEST(Status, ShowsASnapshotAsTheContractSays) {
  const auto pretty =
      nlohmann::ordered_json::parse(render_status(sample_snapshot(), kConfig, kMember)).dump(2);
  EXPECT_EQ(pretty + "\n", golden("status.json"));
}

TEST(Status, ShowsEmptyListsBeforeTheFirstSnapshot) {
  const auto status = status_of(Snapshot());
  EXPECT_EQ(status["state"], "steady");
  EXPECT_EQ(status["topics"], nlohmann::json::array());
  EXPECT_EQ(status["partitions"], nlohmann::json::array());
  EXPECT_EQ(status["decisions"], nlohmann::json::array());
}

TEST(Status, ShowsNoDrainTimeWhileTheLagGrows) {
  const auto status = status_of(sample_snapshot());
  EXPECT_TRUE(status["topics"][0]["drain_s"].is_null());
  EXPECT_EQ(status["topics"][1]["drain_s"], 0.0);
}

TEST(Status, ShowsNoOffsetThatIsNotKnownYet) {
  const auto status = status_of(sample_snapshot());
  EXPECT_TRUE(status["partitions"][1]["committed"].is_null());
  EXPECT_TRUE(status["partitions"][1]["end"].is_null());
}

TEST(Status, IsJsonWhateverTheReason) {
  Snapshot snapshot = sample_snapshot();
  snapshot.topics[0].reason = "\"\n\xff\x1b";
  snapshot.topics[0].drain_seconds = std::numeric_limits<double>::infinity();
  const auto status = status_of(snapshot);
  EXPECT_EQ(status["topics"][0]["reason"], "\"\n\uFFFD\x1b");
  EXPECT_TRUE(status["topics"][0]["drain_s"].is_null());
}

}  // namespace
}  // namespace projector::telemetry
