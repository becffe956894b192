#include "projector/core/recent_history.h"

#include <array>
#include <chrono>

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono::seconds;

constexpr Instant kStart = Instant(seconds(1000));

WriteResult applied(std::uint32_t records) {
  WriteResult result;
  result.applied = records;
  return result;
}

WriteResult failed(const char* state, WriteAction action = WriteAction::kRetryLater) {
  WriteResult result;
  result.action = action;
  result.sqlstate = state;
  result.reason = "refused";
  return result;
}

TopicRecent topic_of(const RecentHistory& history, std::uint32_t topic) {
  TopicRecent recent;
  history.describe(topic, recent);
  return recent;
}

TEST(RecentHistory, TakesTheMedianOfTheLastSeconds) {
  RecentHistory history;
  history.on_written(kStart, 0, applied(10), 9);  // Too old at the end.
  for (const double took : {0.3, 0.1, 0.2}) {
    history.on_written(kStart + seconds(20), 0, applied(100), took);
  }
  history.on_tick(kStart + seconds(21), false, false);

  const RecentFigures figures = history.figures(kStart + seconds(21));
  EXPECT_DOUBLE_EQ(figures.commit_p50_seconds.value(), 0.2);
  EXPECT_EQ(figures.commits, 3u);
  EXPECT_DOUBLE_EQ(figures.records_per_commit, 100);
}

TEST(RecentHistory, KnowsNoMedianWithoutACommit) {
  RecentHistory history;
  history.on_written(kStart, 0, failed("40P01"), 1);

  EXPECT_FALSE(history.figures(kStart).commit_p50_seconds.has_value());
}

TEST(RecentHistory, MeasuresTheBatchThatIsLongestWithItsWriter) {
  RecentHistory history;
  history.on_sent(kStart, 1);
  history.on_sent(kStart + seconds(2), 0);
  EXPECT_DOUBLE_EQ(history.figures(kStart + seconds(3)).in_air_seconds, 3);

  history.on_written(kStart + seconds(4), 1, applied(1), 4);
  EXPECT_DOUBLE_EQ(history.figures(kStart + seconds(5)).in_air_seconds, 3);
}

TEST(RecentHistory, LearnsWhatIsUsualOnlyWhileAllIsWell) {
  RecentHistory history;
  history.on_written(kStart, 0, applied(1), 0.009);
  history.on_tick(kStart, true, false);
  for (int second = 20; second < 400; ++second) {
    history.on_written(kStart + seconds(second), 0, applied(100), 0.31);
    history.on_tick(kStart + seconds(second), false, false);
  }

  const RecentFigures figures = history.figures(kStart + seconds(400));
  EXPECT_DOUBLE_EQ(figures.commit_usual_seconds.value(), 0.009);
  EXPECT_DOUBLE_EQ(figures.commit_p50_seconds.value(), 0.31);
}

TEST(RecentHistory, TellsTimeoutsOfLocksAndStatementsApart) {
  RecentHistory history;
  history.on_written(kStart, 0, failed("55P03"), 2);
  history.on_written(kStart, 0, failed("55P03"), 2);
  history.on_written(kStart, 0, failed("57014"), 10);
  history.on_written(kStart, 0, failed("40001"), 1);

  const RecentFigures figures = history.figures(kStart);
  EXPECT_EQ(figures.lock_timeouts, 2u);
  EXPECT_EQ(figures.statement_timeouts, 1u);
  EXPECT_EQ(figures.retries, 4u);
}

TEST(RecentHistory, CountsFromTheMomentTheSinkWentDown) {
  RecentHistory history;
  history.on_written(kStart, 0, failed("", WriteAction::kUnavailable), 0.1);
  history.on_tick(kStart, false, true);
  history.on_tick(kStart + seconds(5), false, true);
  EXPECT_DOUBLE_EQ(history.figures(kStart + seconds(5)).sink_down_seconds.value(), 5);
  EXPECT_EQ(history.figures(kStart + seconds(5)).sink_trouble, "refused");

  history.on_tick(kStart + seconds(6), false, false);
  EXPECT_FALSE(history.figures(kStart + seconds(6)).sink_down_seconds.has_value());
}

TEST(RecentHistory, TheFirstAssignmentIsNoRebalance) {
  RecentHistory history;
  history.on_assigned(kStart);
  EXPECT_FALSE(history.figures(kStart).since_rebalance_seconds.has_value());

  history.on_revoked(kStart + seconds(2));
  EXPECT_DOUBLE_EQ(history.figures(kStart + seconds(3)).rebalancing_seconds.value(), 1);
  history.on_assigned(kStart + seconds(4));

  const RecentFigures figures = history.figures(kStart + seconds(7));
  EXPECT_DOUBLE_EQ(figures.since_rebalance_seconds.value(), 3);
  EXPECT_EQ(figures.rebalances, 1u);
  EXPECT_FALSE(figures.rebalancing_seconds.has_value());
}

TEST(RecentHistory, ForgetsRebalancesAfterAMinute) {
  RecentHistory history;
  history.on_assigned(kStart);
  history.on_assigned(kStart);
  history.on_tick(kStart + seconds(61), true, false);

  EXPECT_EQ(history.figures(kStart + seconds(61)).rebalances, 0u);
}

TEST(RecentHistory, ABrokersPauseHoldsUntilItIsTakenBackOrNotHeardOfAnyMore) {
  RecentHistory history;
  history.on_broker_throttle(kStart, 1.5);
  EXPECT_DOUBLE_EQ(history.figures(kStart + seconds(5)).broker_throttle_seconds.value(), 1.5);
  EXPECT_FALSE(history.figures(kStart + seconds(20)).broker_throttle_seconds.has_value());

  history.on_broker_throttle(kStart + seconds(6), 0);
  EXPECT_FALSE(history.figures(kStart + seconds(6)).broker_throttle_seconds.has_value());
}

TEST(RecentHistory, NamesTheThreadThatWantsAProcessorMost) {
  RecentHistory history;
  const std::array<ThreadTime, 2> before = {{{"consumer", 10, 1}, {"writer 0", 5, 0}}};
  const std::array<ThreadTime, 2> after = {{{"consumer", 10.1, 2.8}, {"writer 0", 5.5, 0}}};
  const std::array<ThreadTime, 2> later = {{{"consumer", 10.2, 4.6}, {"writer 0", 6, 0}}};
  history.on_threads(kStart, before);
  EXPECT_EQ(history.figures(kStart).processor.thread, "");

  history.on_threads(kStart + seconds(2), after);
  history.on_threads(kStart + seconds(4), later);

  const ProcessorUse use = history.figures(kStart + seconds(4)).processor;
  EXPECT_EQ(use.thread, "consumer");
  EXPECT_NEAR(use.running, 0.0375, 0.001);  // Smoothed: 3/4 of the 5 %.
  EXPECT_NEAR(use.waiting, 0.675, 0.001);
}

TEST(RecentHistory, MeasuresHowOftenALimitStoppedTheProcess) {
  RecentHistory history;
  history.on_limit({1000, 400});
  EXPECT_EQ(history.figures(kStart).processor.stopped, 0);

  history.on_limit({1010, 410});
  EXPECT_DOUBLE_EQ(history.figures(kStart).processor.stopped, 0.5);  // Smoothed.
  history.on_limit({1020, 420});
  EXPECT_DOUBLE_EQ(history.figures(kStart).processor.stopped, 0.75);
  history.on_limit({1020, 420});  // It had nothing to do.
  EXPECT_DOUBLE_EQ(history.figures(kStart).processor.stopped, 0.375);
}

TEST(RecentHistory, MeasuresHowMuchIsInOneLane) {
  RecentHistory history;
  const std::array<std::uint32_t, 4> hot = {1850, 50, 50, 50};
  for (int tick = 0; tick < 40; ++tick) history.on_lanes(0, hot);
  EXPECT_NEAR(topic_of(history, 0).hot_lane_share, 0.925, 0.001);
  EXPECT_EQ(topic_of(history, 0).lanes, 4u);

  const std::array<std::uint32_t, 4> even = {500, 500, 500, 500};
  for (int tick = 0; tick < 80; ++tick) history.on_lanes(0, even);
  EXPECT_LT(topic_of(history, 0).hot_lane_share, 0.4);
}

TEST(RecentHistory, FewRecordsInFlightSayNothingOfTheirKeys) {
  RecentHistory history;
  const std::array<std::uint32_t, 2> few = {3, 0};
  for (int tick = 0; tick < 40; ++tick) history.on_lanes(0, few);

  EXPECT_DOUBLE_EQ(topic_of(history, 0).hot_lane_share, 0);
}

TEST(RecentHistory, LearnsTheUsualArrivalsWhileCaughtUp) {
  RecentHistory history;
  for (int second = 0; second < 60; second += 2) {
    history.on_topic(1, kStart + seconds(second), second < 40, second < 40 ? 500 : 3000);
  }

  EXPECT_DOUBLE_EQ(topic_of(history, 1).usual_in_per_second.value(), 500);
  EXPECT_FALSE(topic_of(history, 0).usual_in_per_second.has_value());
}

}  // namespace
}  // namespace projector
