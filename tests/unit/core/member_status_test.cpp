#include "projector/core/member_status.h"

#include <gmock/gmock.h>

namespace projector {
namespace {

using testing::ElementsAre;

const std::vector<GroupTopic> kTopics = {{"bookings", TopicClass::kCritical},
                                         {"exports", TopicClass::kOptional}};

GroupView view_of(std::vector<OtherStatus> others) {
  StatusAnswer answer;
  answer.kind = StatusAnswer::Kind::kDone;
  answer.members = 3;
  answer.others = std::move(others);
  return group_view_of(answer, kTopics);
}

TEST(GroupView, IsKnownAndSteadyWhereNobodySaysMore) {
  const GroupView view = view_of({{"two", "bookings", "steady", 0}});
  EXPECT_TRUE(view.is_known);
  EXPECT_EQ(view.members, 3u);
  EXPECT_THAT(view.others, ElementsAre(FlowState::kSteady, FlowState::kSteady));
  EXPECT_EQ(view.worst_other, FlowState::kSteady);
  EXPECT_EQ(view.others_drain_seconds, 0);
}

TEST(GroupView, HasTheWorstOfEachTopic) {
  const GroupView view = view_of({{"two", "exports", "absorbing", 5},
                                  {"three", "exports", "stalled", 5},
                                  {"four", "exports", "protecting", 5}});
  EXPECT_THAT(view.others, ElementsAre(FlowState::kSteady, FlowState::kStalled));
}

TEST(GroupView, ShowsAMemberByItsHighestClassThatIsNotSteady) {
  EXPECT_EQ(
      view_of({{"two", "bookings", "absorbing", 5}, {"two", "exports", "stalled", 5}}).worst_other,
      FlowState::kAbsorbing);
  EXPECT_EQ(
      view_of({{"two", "bookings", "steady", 0}, {"two", "exports", "stalled", 5}}).worst_other,
      FlowState::kStalled);
}

TEST(GroupView, ShowsTheWorstOfTheMembers) {
  EXPECT_EQ(view_of({{"two", "bookings", "absorbing", 5}, {"three", "exports", "stalled", 5}})
                .worst_other,
            FlowState::kStalled);
}

TEST(GroupView, CountsATopicThatOnlyAnotherMemberHas) {
  const GroupView view = view_of({{"two", "refunds", "protecting", 5}});
  EXPECT_THAT(view.others, ElementsAre(FlowState::kSteady, FlowState::kSteady));
  EXPECT_EQ(view.worst_other, FlowState::kProtecting);
}

TEST(GroupView, TakesAStateOfALaterVersionAsSteady) {
  EXPECT_EQ(view_of({{"two", "bookings", "evacuating", 5}}).worst_other, FlowState::kSteady);
}

TEST(GroupView, HasTheLongestDrain) {
  EXPECT_EQ(view_of({{"two", "bookings", "absorbing", 5}, {"two", "exports", "absorbing", 8}})
                .others_drain_seconds,
            8);
}

TEST(GroupView, HasNoDrainWhereOneCannotTell) {
  EXPECT_EQ(
      view_of({{"two", "bookings", "absorbing", std::nullopt}, {"two", "exports", "stalled", 8}})
          .others_drain_seconds,
      std::nullopt);
}

TEST(GroupView, AsksNoDrainOfWhoIsSteady) {
  EXPECT_EQ(view_of({{"two", "bookings", "steady", std::nullopt}}).others_drain_seconds, 0);
}

TEST(StatusRows, AreOneForEachPartitionWithTheStateOfItsTopic) {
  Snapshot snapshot;
  TopicSnapshot& topic = snapshot.topics.emplace_back();
  topic.name = "bookings";
  topic.state = "absorbing";
  topic.drain_seconds = 9;
  topic.partitions.resize(2);
  topic.partitions[1].partition = 4;
  topic.partitions[1].lag = 11;
  topic.partitions[1].as_of_unix_seconds = 100;

  const std::vector<StatusRow> rows = status_rows(snapshot);

  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].as_of_unix_seconds, std::nullopt);
  EXPECT_EQ(rows[1].topic, "bookings");
  EXPECT_EQ(rows[1].partition, 4);
  EXPECT_EQ(rows[1].state, "absorbing");
  EXPECT_EQ(rows[1].lag, 11);
  EXPECT_EQ(rows[1].as_of_unix_seconds, 100);
  EXPECT_EQ(rows[1].drain_seconds, 9);
}

}  // namespace
}  // namespace projector
