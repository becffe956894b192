#include "projector/telemetry/history.h"

#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sample_snapshot.h"

namespace projector::telemetry {
namespace {

constexpr double kNine = 1784037600;  // Begins a step.

// The sample's two topics, at a moment.
Snapshot at(double unix_seconds) {
  Snapshot snapshot = sample_snapshot();
  snapshot.at_unix_seconds = unix_seconds;
  return snapshot;
}

void publish(History& history, Snapshot snapshot) {
  history.publish(std::make_shared<const Snapshot>(std::move(snapshot)));
}

std::vector<double> times(const History& history) {
  const auto points = history.points("");
  std::vector<double> seen;
  for (const HistoryPoint& point : *points) seen.push_back(point.at_unix_seconds);
  return seen;
}

HistoryPoint last(const History& history, std::string_view topic = "") {
  return history.points(topic)->back();
}

TEST(History, HasNoPointsBeforeTheFirstSnapshot) {
  const History history;
  EXPECT_TRUE(history.points("")->empty());
  EXPECT_FALSE(history.points("booking-events").has_value());
}

TEST(History, KeepsOneSnapshotOfEachStep) {
  History history;
  for (double after = 0; after < 11; after += 0.25) publish(history, at(kNine + after));
  EXPECT_THAT(times(history), testing::ElementsAre(kNine, kNine + 5, kNine + 10));
}

TEST(History, KeepsFifteenMinutesAndNoMore) {
  History history;
  for (int step = 0; step < 500; ++step) publish(history, at(kNine + 5 * step));
  const auto seen = times(history);
  EXPECT_EQ(seen.size(), History::kPointsMax);
  EXPECT_EQ(seen.back() - seen.front(), 900);
  EXPECT_EQ(seen.back(), kNine + 5 * 499);
}

TEST(History, ForgetsWhatTheClockSaysIsStillToCome) {
  History history;
  publish(history, at(kNine));
  publish(history, at(kNine + 100));
  publish(history, at(kNine + 20));
  EXPECT_THAT(times(history), testing::ElementsAre(kNine, kNine + 20));
}

TEST(History, LeavesAGapWhereNothingWasSaid) {
  History history;
  publish(history, at(kNine));
  publish(history, at(kNine + 60));
  EXPECT_THAT(times(history), testing::ElementsAre(kNine, kNine + 60));
}

TEST(History, ShowsTopicsTogetherAndEachAlone) {
  History history;
  Snapshot snapshot = at(kNine);
  snapshot.topics[1].in_per_second = 20;
  snapshot.topics[1].lag = 9;
  snapshot.topics[1].oldest_age_seconds = 40;
  publish(history, std::move(snapshot));

  EXPECT_EQ(last(history).flow.in_per_second, 3020);
  EXPECT_EQ(last(history).flow.lag_records, 50);
  EXPECT_EQ(last(history).flow.oldest_age_seconds, 40);
  EXPECT_EQ(last(history, "booking-events").flow.in_per_second, 3000);
  EXPECT_EQ(last(history, "booking-events").flow.lag_records, 41);
  EXPECT_EQ(last(history, "booking-events").flow.oldest_age_seconds, 12.5);
  EXPECT_EQ(last(history, "refund-events").flow.lag_records, 9);
  EXPECT_EQ(last(history, "refund-events").credits_in_use, 1999u);
  EXPECT_FALSE(history.points("refunds").has_value());
}

TEST(History, TakesTheSlowestCommitsOfTheStepAlone) {
  History history;
  Snapshot snapshot = at(kNine);
  snapshot.db_commit_ok_seconds = Histogram({0.01, 0.1, 1});
  snapshot.db_commit_ok_seconds.observe(0.5, 1000);
  publish(history, snapshot);
  EXPECT_FLOAT_EQ(*last(history).commit_p99_seconds, 1);

  snapshot.at_unix_seconds += 5;
  snapshot.db_commit_ok_seconds.observe(0.02, 100);
  publish(history, snapshot);
  EXPECT_FLOAT_EQ(*last(history).commit_p99_seconds, 0.1F);
}

TEST(History, ShowsNoCommitTimeWhereNothingWasCommitted) {
  History history;
  publish(history, at(kNine));
  publish(history, at(kNine + 5));
  EXPECT_FALSE(last(history).commit_p99_seconds.has_value());
  EXPECT_FALSE(last(history).commit_p50_seconds.has_value());
}

TEST(History, NeverShowsTheSlowestBelowTheMedian) {
  History history;
  Snapshot snapshot = at(kNine);
  snapshot.recent.commit_p50_seconds = 0.3;
  publish(history, std::move(snapshot));  // Its histogram ends at 0.1 s.
  EXPECT_FLOAT_EQ(*last(history).commit_p99_seconds, 0.3F);
}

TEST(HistoryJson, IsOneColumnAFigure) {
  History history;
  Snapshot snapshot = at(kNine);
  snapshot.recent.commit_p50_seconds = 0.0123456;
  publish(history, std::move(snapshot));
  const auto shown = nlohmann::json::parse(render_history(*history.points("booking-events")));
  EXPECT_EQ(shown["step_s"], 5);
  EXPECT_EQ(shown["span_s"], 900);
  EXPECT_EQ(shown["at"], nlohmann::json::parse("[1784037600]"));
  EXPECT_EQ(shown["in_rate"], nlohmann::json::parse("[3000]"));
  EXPECT_EQ(shown["out_rate"], nlohmann::json::parse("[600.3]"));
  EXPECT_EQ(shown["lag"], nlohmann::json::parse("[41]"));
  EXPECT_EQ(shown["oldest_age_s"], nlohmann::json::parse("[12.5]"));
  EXPECT_EQ(shown["credits_in_use"], nlohmann::json::parse("[1999]"));
  EXPECT_EQ(shown["credits_limit"], nlohmann::json::parse("[1999]"));
  EXPECT_EQ(shown["commit_p50_s"], nlohmann::json::parse("[0.01235]"));
}

TEST(HistoryJson, HasNullWhereThereIsNoNumber) {
  HistoryPoint point;
  point.flow.in_per_second = std::numeric_limits<float>::infinity();
  point.flow.out_per_second = std::nanf("");
  const auto shown = nlohmann::json::parse(render_history({point}));
  EXPECT_TRUE(shown["in_rate"][0].is_null());
  EXPECT_TRUE(shown["out_rate"][0].is_null());
  EXPECT_TRUE(shown["commit_p99_s"][0].is_null());
}

TEST(HistoryJson, StaysSmallWhenFull) {
  std::vector<HistoryPoint> points(History::kPointsMax);
  for (HistoryPoint& point : points) {
    point.at_unix_seconds = kNine;
    point.flow = {1234.5678F, 1234.5678F, 123456.78F, 123.45678F};
    point.commit_p50_seconds = 0.0123456F;
    point.commit_p99_seconds = 0.0123456F;
    point.credits_in_use = 200'000;
    point.credits_limit = 200'000;
  }
  EXPECT_LT(render_history(points).size(), 16'000u);
}

}  // namespace
}  // namespace projector::telemetry
