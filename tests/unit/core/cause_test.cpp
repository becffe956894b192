// One cause wins: what stops before what slows, and nothing harmless before either.

#include "projector/core/cause.h"

#include <gtest/gtest.h>

#include "explanation_fixture.h"

namespace projector {
namespace {

TEST(Cause, ASinkThatIsAwayComesBeforeAStoppedPartition) {
  Explaining both = Explaining::behind();
  both.stand(StandstillCause::kBadRecord, "bad");
  both.recent().sink_down_seconds = 1;

  EXPECT_EQ(both.cause(), "sink_down");
}

TEST(Cause, ARefusalComesBeforeTheSilenceThatItLooksLike) {
  Explaining refused = Explaining::behind();
  refused.snapshot.recent.brokers_silent_seconds = 60;
  EXPECT_EQ(refused.cause(), "kafka_down");
  refused.topic().recent.access_trouble = "the brokers refuse the topic";
  EXPECT_EQ(refused.cause(), "access");
}

TEST(Cause, ALostOffsetComesBeforeABadRecord) {
  Explaining both = Explaining::behind();
  both.stand(StandstillCause::kBadRecord, "bad");
  both.topic().partitions[0].standing = StandstillCause::kOffsetLost;

  EXPECT_EQ(both.cause(), "offset_lost");
}

TEST(Cause, ASlowSinkIsNoLockThoughOneBatchMetOne) {
  Explaining slow = Explaining::slow();
  slow.recent().lock_timeouts = 1;

  EXPECT_EQ(slow.cause(), "slow_sink");
}

TEST(Cause, AShortWaitForALockIsNoCause) {
  Explaining slow = Explaining::slow();
  slow.see_blocker();
  slow.sight.blockers.front().waiting_seconds = 0.05;
  slow.sight.blockers.front().transaction_seconds = 0.1;

  EXPECT_EQ(slow.cause(), "slow_sink");
}

TEST(Cause, AnOldLookCountsNoMore) {
  Explaining slow = Explaining::slow();
  slow.see_blocker();
  slow.sight.age_seconds = 20;

  EXPECT_EQ(slow.cause(), "slow_sink");
}

TEST(Cause, ALockElsewhereIsNoCauseWhileAllIsWell) {
  Explaining calm = Explaining::caught_up();
  calm.see_blocker();

  EXPECT_EQ(calm.cause(), "steady");
}

TEST(Cause, AQuotaIsNoCauseWhileTheSinkHasAllCredits) {
  Explaining slow = Explaining::slow();
  slow.recent().broker_throttle_seconds = 1;

  EXPECT_EQ(slow.cause(), "slow_sink");
}

TEST(Cause, AQuotaThatDoesNotHurtIsNoCause) {
  Explaining calm = Explaining::caught_up();
  calm.recent().broker_throttle_seconds = 0.1;

  EXPECT_EQ(calm.cause(), "steady");
}

TEST(Cause, ARebalanceDoesNotExplainASlowSink) {
  Explaining slow = Explaining::slow();
  slow.recent().since_rebalance_seconds = 3;
  slow.recent().rebalances = 1;

  EXPECT_EQ(slow.cause(), "slow_sink");
}

TEST(Cause, AnOldRebalanceDoesNotExplainABurst) {
  Explaining burst = Explaining::behind();
  burst.recent().since_rebalance_seconds = 40;
  burst.recent().rebalances = 1;

  EXPECT_EQ(burst.cause(), "burst");
}

TEST(Cause, FewRetriesDoNotExplainABurst) {
  Explaining burst = Explaining::behind();
  burst.recent().retries = 2;

  EXPECT_EQ(burst.cause(), "burst");
}

TEST(Cause, LargerBatchesTakeLongerAndAreNoSlowSink) {
  Explaining burst = Explaining::behind();
  burst.recent().records_per_commit = 500;
  burst.recent().commit_p50_seconds = 0.2;  // 2,500 records/s of one writer.

  EXPECT_EQ(burst.cause(), "burst");
}

TEST(Cause, ASinkThatWasNeverFasterIsNotSlow) {
  Explaining burst = Explaining::behind();
  burst.recent().commit_p50_seconds = 0.31;
  burst.recent().commit_usual_seconds = 0.25;

  EXPECT_EQ(burst.cause(), "burst");
}

TEST(Cause, ASlowSinkIsSlowThoughNothingIsKnownOfBefore) {
  Explaining slow = Explaining::slow();
  slow.recent().commit_usual_seconds.reset();

  EXPECT_EQ(slow.cause(), "slow_sink");
}

TEST(Cause, StatementTimeoutsAreASlowSink) {
  Explaining slow = Explaining::behind();
  slow.recent().commits = 0;
  slow.recent().commit_p50_seconds.reset();
  slow.recent().statement_timeouts = 2;

  EXPECT_EQ(slow.cause(), "slow_sink");
}

TEST(Cause, ASinkThatDoesNotAnswerIsSlow) {
  Explaining silent = Explaining::behind();
  silent.recent().commits = 0;
  silent.recent().commit_p50_seconds.reset();
  silent.recent().in_air_seconds = 3;

  EXPECT_EQ(silent.cause(), "slow_sink");
}

TEST(Cause, AThreadThatWorksHardIsNoCauseWhileAllIsWell) {
  Explaining calm = Explaining::caught_up();
  calm.recent().processor = {"consumer", 0.9, 0.05};

  EXPECT_EQ(calm.cause(), "steady");
}

TEST(Cause, AnUnevenSpreadIsNoHotKey) {
  Explaining burst = Explaining::behind();
  burst.topic().recent.hot_lane_share = 0.5;

  EXPECT_EQ(burst.cause(), "burst");
}

TEST(Cause, OneWriterHasNoHotKey) {
  Explaining burst = Explaining::behind();
  burst.topic().recent.lanes = 1;
  burst.topic().recent.hot_lane_share = 1;

  EXPECT_EQ(burst.cause(), "burst");
}

TEST(Cause, ATopicThatStopsForTheRoomItTakesIsExplainedByTheLockThatItWaitsFor) {
  Explaining locked = Explaining::behind();
  locked.stand(StandstillCause::kHeldUp, "its records wait and take all room");
  locked.recent().commits = 0;
  locked.recent().lock_timeouts = 3;

  EXPECT_EQ(locked.cause(), "lock_wait");
}

TEST(Cause, WhatIsHeldIsCaughtUpWhereNothingWaits) {
  Explaining held = Explaining::caught_up();
  held.topic().lag = 0;
  held.topic().recent.held_reason = "held: not read while booking-events is protected";

  EXPECT_EQ(held.cause(), "steady");
}

TEST(Cause, AStoppedPartitionComesBeforeAHeldClass) {
  Explaining held = Explaining::behind();
  held.topic().recent.held_reason = "held: not read while booking-events is protected";
  held.stand(StandstillCause::kBadRecord, "bad");

  EXPECT_EQ(held.cause(), "bad_record");
}

TEST(Cause, EachTopicHasItsOwn) {
  Explaining both = Explaining::behind();
  TopicSnapshot other = Explaining::caught_up().topic();
  other.name = "crew-events";
  both.snapshot.topics.push_back(other);
  both.stand(StandstillCause::kBadRecord, "bad");

  EXPECT_EQ(both.cause(), "bad_record");
  EXPECT_EQ(find_cause(both.snapshot, both.snapshot.topics[1], {}), Cause::kSteady);
}

TEST(Cause, PostgresIsLookedAtOnlyWhereItMayBeTheCause) {
  EXPECT_TRUE(wants_sight(Explaining::slow().snapshot));
  EXPECT_FALSE(wants_sight(Explaining::caught_up().snapshot));

  Explaining down = Explaining::slow();
  down.recent().sink_down_seconds = 3;
  EXPECT_FALSE(wants_sight(down.snapshot));
}

}  // namespace
}  // namespace projector
