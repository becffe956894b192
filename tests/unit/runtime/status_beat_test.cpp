#include "projector/runtime/status_beat.h"

#include <gtest/gtest.h>

#include "support/fake_status_table.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using Kind = StatusAnswer::Kind;

class StatusBeatTest : public testing::Test {
 protected:
  StatusBeatTest() {
    snapshot_.group_joined = true;
    snapshot_.rebalances = 1;
    TopicSnapshot topic;
    topic.name = "bookings";
    topic.partitions.resize(2);
    topic.partitions[1].partition = 1;
    snapshot_.topics = {topic};
  }

  // One beat, a second after the one before, on what the member saw of itself just now.
  StatusBeat::Done beat() { return beat_on(now_ += 1s); }
  StatusBeat::Done beat_on(Instant seen_at) {
    StatusBeat::Done done =
        beat_.beat({std::make_shared<const Snapshot>(snapshot_), seen_at}, now_);
    for (const StatusBeat::Line& line : done.lines) log_ += line.event + " ";
    return done;
  }
  // Until rows are written.
  void begin() {
    beat();
    beat();
    beat();
    table_.take_written();
  }

  Instant now_{std::chrono::hours(1)};
  Snapshot snapshot_;
  FakeStatusTable table_;
  StatusBeat beat_{table_, {{"bookings", TopicClass::kNormal}}, true};
  std::string log_;
};

TEST_F(StatusBeatTest, WritesNothingOfWhatItSawBeforeItHadItsGeneration) {
  const Instant seen = now_ += 1s;
  beat_on(seen);
  EXPECT_EQ(table_.claims, 1);
  EXPECT_EQ(table_.take_written(), "");
  now_ += 300ms;
  beat_on(seen);
  EXPECT_EQ(table_.take_written(), "1:|") << "it is there, and no more";
  now_ += 300ms;
  beat_on(seen);
  EXPECT_EQ(table_.take_written(), "1:|");
  now_ += 300ms;
  beat_on(now_);
  EXPECT_EQ(table_.take_written(), "1: bookings/0 bookings/1|");
}

TEST_F(StatusBeatTest, ClaimsAnewAfterEachAssignment) {
  begin();
  beat();
  EXPECT_EQ(table_.take_written(), "1: bookings/0 bookings/1|");
  ++snapshot_.rebalances;
  beat();
  EXPECT_EQ(table_.claims, 2);
  beat();
  beat();
  EXPECT_EQ(table_.take_written(), "2:|2: bookings/0 bookings/1|");
}

TEST_F(StatusBeatTest, SaysNothingOfAPartitionThatItGaveAway) {
  begin();
  snapshot_.topics[0].partitions.pop_back();
  beat();
  EXPECT_EQ(table_.take_written(), "1: bookings/0|");
}

TEST_F(StatusBeatTest, IsSilentUntilTheGroupIsJoined) {
  snapshot_.group_joined = false;
  beat();
  beat();
  EXPECT_EQ(table_.claims, 0);
}

TEST_F(StatusBeatTest, IsSilentWhileItsOwnLoopDoesNotMove) {
  begin();
  const Instant seen = now_;
  now_ += 6s;
  beat_on(seen);
  EXPECT_EQ(table_.take_written(), "");
}

TEST_F(StatusBeatTest, HandsOnWhatOthersSay) {
  StatusAnswer answer;
  answer.kind = Kind::kDone;
  answer.members = 2;
  answer.others = {{"two", "bookings", "protecting", 5}};
  table_.say(answer);
  begin();
  const GroupView view = beat().view;
  EXPECT_TRUE(view.is_known);
  EXPECT_EQ(view.members, 2u);
  EXPECT_EQ(view.worst_other, FlowState::kProtecting);
}

TEST_F(StatusBeatTest, KnowsNothingOfOthersFiveSecondsAfterTheLastAnswer) {
  begin();
  EXPECT_TRUE(beat().view.is_known);
  table_.fail(Kind::kUnavailable, "lock timeout");
  for (int second = 1; second <= 5; ++second) EXPECT_TRUE(beat().view.is_known) << second;
  EXPECT_FALSE(beat().view.is_known);
}

TEST_F(StatusBeatTest, ClaimsAnewAfterAFailure) {
  begin();
  table_.fail(Kind::kUnavailable, "connection lost");
  beat();
  table_.work();
  beat();
  EXPECT_EQ(table_.claims, 2);
}

TEST_F(StatusBeatTest, SaysOnceThatTheTableIsGoneAndLooksForItNowAndThen) {
  begin();
  table_.fail(Kind::kMissing, "relation \"projector_status\" does not exist");
  const StatusBeat::Done done = beat();
  EXPECT_EQ(done.pause, 30s);
  EXPECT_FALSE(done.view.is_known);
  beat();
  EXPECT_EQ(log_, "status.missing ");
  table_.work();
  beat();
  beat();
  EXPECT_EQ(log_, "status.missing status.written ");
}

TEST_F(StatusBeatTest, DoesNotRepeatWhatTheStartSaid) {
  StatusBeat beat(table_, {}, false);
  table_.fail(Kind::kMissing, "relation \"projector_generation\" does not exist");
  const StatusSight sight{std::make_shared<const Snapshot>(snapshot_), now_};
  EXPECT_TRUE(beat.beat(sight, now_).lines.empty());
}

TEST_F(StatusBeatTest, SaysOnceThatItIsLate) {
  begin();
  table_.fail(Kind::kUnavailable, "lock timeout");
  for (int second = 0; second < 10; ++second) beat();
  EXPECT_EQ(log_, "");
  for (int second = 0; second < 10; ++second) beat();
  EXPECT_EQ(log_, "status.late ");
  table_.work();
  beat();
  beat();
  EXPECT_EQ(log_, "status.late status.written ");
}

TEST_F(StatusBeatTest, LeavesRowsToANewerOwnerThatSpeaks) {
  begin();
  StatusAnswer answer;
  answer.kind = Kind::kDone;
  answer.refused = 1;
  table_.say(answer);
  beat();
  beat();
  EXPECT_EQ(table_.claims, 1);
  EXPECT_EQ(log_, "status.refused ");
}

TEST_F(StatusBeatTest, TakesRowsBackFromANewerOwnerThatFellSilent) {
  begin();
  StatusAnswer answer;
  answer.kind = Kind::kDone;
  answer.refused = answer.refused_silently = 1;
  table_.say(answer);
  beat();
  beat();
  EXPECT_EQ(table_.claims, 2);
  EXPECT_EQ(log_, "status.refused ");
}

TEST_F(StatusBeatTest, TriesOnceAMinuteToTakeRowsBack) {
  begin();
  StatusAnswer answer;
  answer.kind = Kind::kDone;
  answer.refused = answer.refused_silently = 1;
  table_.say(answer);
  for (int second = 0; second < 50; ++second) beat();
  EXPECT_EQ(table_.claims, 2);
  EXPECT_EQ(log_, "status.refused ");
  for (int second = 0; second < 20; ++second) beat();
  EXPECT_EQ(table_.claims, 3);
}

}  // namespace
}  // namespace projector
