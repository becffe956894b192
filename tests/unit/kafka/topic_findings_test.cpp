#include "kafka/topic_findings.h"

#include <string>

#include <gmock/gmock.h>

namespace projector::kafka {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TopicFindingsTest : public testing::Test {
 protected:
  TopicFindingsTest() {
    use_.options.name = "bookings";
    topic().standing = TopicStanding::kThere;
    topic().partitions = 2;
    set("cleanup.policy", "delete");
    set("retention.ms", "604800000");
  }

  TopicFacts& topic() { return cluster_.topics["bookings"]; }
  void set(const std::string& name, const std::string& value) {
    topic().settings.insert_or_assign(name, value);
  }

  // "severity option: message", but for infos.
  std::vector<std::string> found() {
    std::vector<std::string> texts;
    for (const StartupFinding& finding : findings_of(cluster_, {use_}, kRecordBytesMax)) {
      if (finding.severity == FindingSeverity::kInfo) continue;
      std::string text = name_of(finding.severity);
      texts.push_back(text.append(" ").append(finding.option).append(": ").append(finding.message));
    }
    return texts;
  }

  static constexpr std::size_t kRecordBytesMax = 1'000;
  ClusterFacts cluster_;
  TopicUse use_;
};

TEST_F(TopicFindingsTest, AreNoneOfATopicThatKeepsItsRecords) { EXPECT_THAT(found(), IsEmpty()); }

TEST_F(TopicFindingsTest, NamePartitionsWithoutALeader) {
  topic().without_leader = {0, 1};
  EXPECT_THAT(
      found(),
      ElementsAre("warning topics[0].name: topic \"bookings\": partitions without a leader, "
                  "which wait until they have one: 0, 1"));
}

TEST_F(TopicFindingsTest, KnowARefusedLoginByItsCodeWhateverItSays) {
  cluster_.unreachable = "unbekannter Nutzer";
  EXPECT_THAT(unreachable({}, cluster_).message,
              "no broker of localhost:9092 answers (unbekannter Nutzer)");
  EXPECT_THAT(unreachable({}, cluster_).remedy, HasSubstr("check that they run"));
  cluster_.error = RD_KAFKA_RESP_ERR__AUTHENTICATION;
  EXPECT_THAT(unreachable({}, cluster_).remedy, HasSubstr("correct sasl.mechanism"));
  cluster_.error = RD_KAFKA_RESP_ERR__SSL;
  EXPECT_THAT(unreachable({}, cluster_).remedy, HasSubstr("ssl.*"));
}

TEST_F(TopicFindingsTest, MayPassWhereTheBrokersKnowTheTopicLater) {
  topic().standing = TopicStanding::kUnavailable;
  const auto all = findings_of(cluster_, {use_}, kRecordBytesMax);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all[0].is_unavailable);
  topic().standing = TopicStanding::kMissing;
  EXPECT_FALSE(findings_of(cluster_, {use_}, kRecordBytesMax)[0].is_unavailable);
}

TEST_F(TopicFindingsTest, WarnAtTheReserveAndNotAboveIt) {
  set("retention.ms", "7200000");
  EXPECT_THAT(found(), ElementsAre(HasSubstr("within retention_reserve (2h)")));
  set("retention.ms", "7200001");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(TopicFindingsTest, WarnOfRecordsAboveTheLimitOnly) {
  set("max.message.bytes", "1000");
  EXPECT_THAT(found(), IsEmpty());
  set("max.message.bytes", "1001");
  EXPECT_THAT(found(), ElementsAre(HasSubstr("takes records of 1001B")));
}

TEST_F(TopicFindingsTest, CheckRetentionOfATopicThatIsCompactedAndDeleted) {
  set("cleanup.policy", "compact,delete");
  set("retention.ms", "60000");
  use_.updates = true;
  EXPECT_EQ(found().size(), 3u);  // Budget, reserve, and updates on a compacted topic.
}

TEST_F(TopicFindingsTest, AreNoneOfSettingsThatAreNotTold) {
  topic().settings.clear();
  topic().settings_reason = "not allowed";
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_THAT(findings_of(cluster_, {use_}, kRecordBytesMax)[0].message,
              HasSubstr("its settings are not told (not allowed)"));
}

TEST_F(TopicFindingsTest, NameTheNearestTopicOnlyWhereOneIsNear) {
  topic().standing = TopicStanding::kMissing;
  cluster_.names = {"refunds", "bokings", "boking"};
  EXPECT_EQ(findings_of(cluster_, {use_}, kRecordBytesMax)[0].remedy,
            "did you mean \"bokings\"? Else create it, or correct the name");
  cluster_.names = {"refunds"};
  EXPECT_EQ(findings_of(cluster_, {use_}, kRecordBytesMax)[0].remedy,
            "create it, or correct the name");
}

}  // namespace
}  // namespace projector::kafka
