#include "projector/runtime/consumer_loop.h"

#include <gtest/gtest.h>

#include "loop_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class ConsumerLoopTest : public LoopTest {};

TEST_F(ConsumerLoopTest, AppliesAndThenCommits) {
  put(3);
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@3");
}

TEST_F(ConsumerLoopTest, ReadsNoMoreThanItsCreditsWhileTheSinkHangs) {
  writers_.hold();
  put(10);
  pass(60s);
  EXPECT_EQ(pipeline_.credits().records_in_use(), 4u);
  writers_.release();
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@10");
}

TEST_F(ConsumerLoopTest, HasOneCommitInTheAir) {
  source_.hold_commits();
  put(3);
  settle();
  pass(1s);
  pass(1s);
  EXPECT_EQ(source_.commits_in_flight_max(), 1);
  EXPECT_EQ(source_.committed(), "0/0@0");
  source_.release_commits();
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@3");
}

TEST_F(ConsumerLoopTest, CountsACommitThatFailedAndOffersItsOffsetAgain) {
  put(2);
  settle();
  source_.hold_commits();
  pass(1s);
  ASSERT_EQ(source_.committed(), "0/0@0 | 0/0@2");
  SourceEvent failed;
  failed.kind = SourceEvent::Kind::kCommitFailed;
  source_.say(failed);
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@2 | 0/0@2");
  EXPECT_EQ(log_.count("offsets.commit_failed"), 1);
  EXPECT_EQ(board_.latest->offset_commit_error_seconds.count(), 1u);
}

TEST_F(ConsumerLoopTest, FinishesWhatIsInFlightAndCommitsItBeforeARevoke) {
  writers_.hold();
  put(2);
  settle();
  source_.revoke(kFirst);
  pass(1s);
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  writers_.release();
  settle();
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@2");
  EXPECT_EQ(source_.confirmed_revokes(), 1);
}

TEST_F(ConsumerLoopTest, AnswersARevokeByItsDeadlineWhileTheSinkHangs) {
  writers_.hold();
  put(4);
  settle();
  source_.revoke(kFirst);
  settle();
  pass(4999ms);
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  pass(1ms);
  EXPECT_EQ(source_.confirmed_revokes(), 1);
  EXPECT_EQ(source_.committed(), "0/0@0");
}

TEST_F(ConsumerLoopTest, AnswersARevokeThoughTheLastCommitIsNeverAnswered) {
  put(1);
  settle();
  source_.hold_commits();
  put(1);
  settle();
  source_.revoke(kFirst);
  settle();
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  pass(5s);
  EXPECT_EQ(source_.confirmed_revokes(), 1);
}

TEST_F(ConsumerLoopTest, WaitsForTwoCommitsNoLongerThanForOneBeforeARevoke) {
  source_.hold_commits();
  settle();
  put(1);
  settle();
  source_.revoke(kFirst);
  settle();
  pass(4s);
  source_.release_commits();  // The one before; the last one takes its place.
  source_.hold_commits();
  settle();
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  pass(1s);
  EXPECT_EQ(source_.confirmed_revokes(), 1);
}

TEST_F(ConsumerLoopTest, CommitsNothingOfAnAssignmentThatWasLost) {
  writers_.hold();
  put(2);
  settle();
  source_.lose(kFirst);
  settle();
  EXPECT_EQ(source_.confirmed_revokes(), 1);
  writers_.release();
  pass(2s);
  EXPECT_EQ(source_.committed(), "0/0@0");
  EXPECT_EQ(pipeline_.credits().records_in_use(), 0u);
}

TEST_F(ConsumerLoopTest, GoesOnWithAClientThatWasMadeAnewWhileACommitWasInFlight) {
  put(2);
  source_.hold_commits();
  settle();
  source_.lose(kFirst);
  SourceEvent failed;
  failed.kind = SourceEvent::Kind::kCommitFailed;
  source_.say(failed);
  SourceEvent renewed;
  renewed.kind = SourceEvent::Kind::kRenewed;
  source_.say(renewed);
  source_.assign({{kFirst, Offset{0}}});
  put(1);
  settle();
  pass(1s);
  EXPECT_FALSE(loop_.is_finished());
  EXPECT_TRUE(log_.has("kafka.renewed"));
  EXPECT_EQ(board_.latest->kafka_client_renewals, 1u);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@0") << "another commit could be asked";
}

TEST_F(ConsumerLoopTest, ReadsFromTheCommittedPlaceWhenAPartitionComesBack) {
  writers_.hold();
  put(6);  // The fifth is held for want of room.
  settle();
  source_.lose(kFirst);
  settle();
  source_.assign({{kFirst, Offset{0}}});
  writers_.release();
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@0 | 0/0@6");
}

TEST_F(ConsumerLoopTest, StopsAPartitionAtABadRecordAndTellsOnce) {
  put(1);
  source_.put("k", "bad");
  put(1);
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@1");
  EXPECT_TRUE(log_.has("partition.stopped"));
  log_.events.clear();
  pass(5s);
  EXPECT_EQ(source_.resumed(), "0/0@1 ");
  pass(5s);
  EXPECT_FALSE(log_.has("partition.stopped"));
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@1");
}

TEST_F(ConsumerLoopTest, KeepsTheOtherPartitionsGoing) {
  source_.assign({{kSecond, Offset{0}}});
  source_.put("k", "bad");
  put(3, kSecond);
  settle();
  pass(1s);
  EXPECT_EQ(pipeline_.partitions().of(0)[1].watermark.next_applied(), Offset{3});
}

TEST_F(ConsumerLoopTest, StandsStillWhereTheOffsetIsLost) {
  put(1);
  settle();
  SourceEvent lost;
  lost.kind = SourceEvent::Kind::kOffsetLost;
  lost.partitions = {{kFirst, {}}};
  source_.say(lost);
  settle();
  EXPECT_TRUE(log_.has("partition.stopped"));
  EXPECT_EQ(pipeline_.figures().topics[0].offsets_lost, 0u);
}

// One event may tell of what the next one stops.
TEST_F(ConsumerLoopTest, ReadsNothingBeforeAllEventsWereLookedAt) {
  source_.assign({{kSecond, Offset{0}}});
  settle();
  put(1, kSecond);
  SourceEvent event;
  event.kind = SourceEvent::Kind::kOffsetLost;
  event.partitions = {{kFirst, {}}};
  source_.say(event);
  event.kind = SourceEvent::Kind::kPartitionError;
  event.partitions = {{kSecond, {}}};
  source_.say(event);
  loop_.step(now_);
  EXPECT_EQ(pipeline_.credits().records_in_use(), 0u);
  loop_.step(now_);
  EXPECT_EQ(pipeline_.partitions().of(0)[1].phase, PartitionPhase::kStopped);
}

TEST_F(ConsumerLoopTest, EndsWithEightyWhenItIsFenced) {
  SourceEvent fatal;
  fatal.kind = SourceEvent::Kind::kFatal;
  source_.say(fatal);
  loop_.step(now_);
  EXPECT_TRUE(loop_.is_finished());
}

TEST_F(ConsumerLoopTest, DrainsCommitsAndClosesWhenAskedToStop) {
  writers_.hold();
  put(2);
  settle();
  loop_.request_stop();
  settle();
  EXPECT_FALSE(loop_.is_finished());
  writers_.release();
  settle();
  EXPECT_TRUE(loop_.is_finished());
  EXPECT_TRUE(source_.is_closed());
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@2");
  EXPECT_FALSE(writers_.was_cancelled());
}

TEST_F(ConsumerLoopTest, CutsOffWhatIsNotAppliedByTheDrainDeadline) {
  writers_.hold();
  put(2);
  settle();
  loop_.request_stop();
  pass(0s);
  pass(20s);
  EXPECT_TRUE(loop_.is_finished());
  EXPECT_TRUE(writers_.was_cancelled());
  EXPECT_EQ(source_.committed(), "0/0@0");
}

TEST_F(ConsumerLoopTest, SaysOnceThatTheSinkIsDownAndOnceThatItIsUp) {
  writers_.hold();
  put(1);
  settle();
  for (int i = 0; i < 5; ++i) {
    writers_.fail(WriteAction::kUnavailable, "connection refused");
    pass(2s);
  }
  EXPECT_EQ(log_.events.find("sink.down"), log_.events.rfind("sink.down")) << log_.events;
  EXPECT_TRUE(log_.has("sink.down"));
  writers_.release();
  pass(2s);
  EXPECT_TRUE(log_.has("sink.up"));
}

TEST_F(ConsumerLoopTest, ShowsAnEmptyAssignmentAsJoined) {
  settle();
  source_.revoke(kFirst);
  settle();
  source_.assign({});
  pass(1s);
  ASSERT_NE(board_.latest, nullptr);
  EXPECT_TRUE(board_.latest->group_joined);
}

TEST_F(ConsumerLoopTest, SeesThatTheBrokersAreSilent) {
  settle();
  SourceEvent ends;
  ends.kind = SourceEvent::Kind::kEndOffsets;
  source_.say(ends);
  pass(10s);
  EXPECT_EQ(board_.latest->state, "steady");
  pass(11s);
  EXPECT_EQ(board_.latest->state, "stalled");
  EXPECT_EQ(board_.latest->bottleneck, "source");
}

TEST_F(ConsumerLoopTest, StaysStalledWhenItsPartitionsAreLostToTheSilence) {
  settle();
  source_.lose(kFirst);
  pass(11s);
  EXPECT_EQ(board_.latest->state, "stalled");
  EXPECT_EQ(board_.latest->bottleneck, "source");
  source_.assign({});
  pass(11s);
  EXPECT_EQ(board_.latest->state, "steady");
}

}  // namespace
}  // namespace projector
