#include "projector/core/sizing.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace projector {
namespace {

// 3,000/s for 5 minutes against 600/s, and 500/s afterwards; 2 minutes allowed.
constexpr Burst kJulyFourteenth{3000, 600, 300, 500};

TEST(Sizing, TellsTheEveningOfJulyFourteenth) {
  const BurstOutcome outcome = outcome_of(kJulyFourteenth, 120, 2000);

  EXPECT_FALSE(outcome.keeps_up);
  EXPECT_DOUBLE_EQ(outcome.backlog_records, 720'000);
  EXPECT_DOUBLE_EQ(outcome.age_at_end_seconds, 240);
  EXPECT_DOUBLE_EQ(outcome.age_reached_seconds, 1200);
  EXPECT_DOUBLE_EQ(outcome.breaks_after_seconds.value(), 150);
  EXPECT_DOUBLE_EQ(outcome.drained_after_seconds.value(), 7200);
  EXPECT_NEAR(outcome.in_flight_seconds, 3.33, 0.01);
}

TEST(Sizing, ABudgetThatIsJustReachedHolds) {
  EXPECT_FALSE(outcome_of(kJulyFourteenth, 1200, 2000).breaks_after_seconds.has_value());
  EXPECT_TRUE(outcome_of(kJulyFourteenth, 1199, 2000).breaks_after_seconds.has_value());
}

TEST(Sizing, ABudgetMayBreakOnlyWhenTheBurstIsOver) {
  const BurstOutcome outcome = outcome_of(kJulyFourteenth, 600, 2000);

  EXPECT_DOUBLE_EQ(outcome.breaks_after_seconds.value(), 750);
}

TEST(Sizing, ASinkThatIsFastEnoughKeepsUp) {
  const BurstOutcome outcome = outcome_of({600, 600, 300, 0}, 120, 2000);

  EXPECT_TRUE(outcome.keeps_up);
  EXPECT_DOUBLE_EQ(outcome.backlog_records, 0);
  EXPECT_FALSE(outcome.breaks_after_seconds.has_value());
}

TEST(Sizing, WhatGoesOnAsFastAsTheSinkNeverDrains) {
  EXPECT_FALSE(outcome_of({3000, 600, 300, 600}, 120, 2000).drained_after_seconds.has_value());
}

TEST(Sizing, WithNothingAfterwardsItDrainsSoonest) {
  EXPECT_DOUBLE_EQ(outcome_of({3000, 600, 300, 0}, 120, 2000).drained_after_seconds.value(), 1200);
}

// What it says is what happens: each record in turn, by its times of arrival and of application.
TEST(Sizing, AgreesWithARecordByRecordReckoning) {
  const Burst burst{50, 10, 20, 4};
  double free_at = 0;
  double oldest = 0;
  double drained_at = 0;
  double broken_at = -1;
  for (int record = 1; record <= 3000; ++record) {
    const double in_burst = burst.arrivals * burst.seconds;
    const double came = record <= in_burst ? record / burst.arrivals
                                           : burst.seconds + (record - in_burst) / burst.afterwards;
    const bool waited = free_at > came;
    free_at = (waited ? free_at : came) + 1 / burst.sink;
    oldest = std::max(oldest, free_at - came);
    if (broken_at < 0 && free_at - came > 30) broken_at = free_at;
    if (!waited && drained_at == 0 && record > in_burst) drained_at = came;
  }

  const BurstOutcome outcome = outcome_of(burst, 30, 100);
  EXPECT_NEAR(outcome.age_reached_seconds, oldest, 0.5);
  EXPECT_NEAR(outcome.breaks_after_seconds.value(), broken_at, 0.5);
  EXPECT_NEAR(burst.seconds + outcome.drained_after_seconds.value(), drained_at, 0.5);
}

}  // namespace
}  // namespace projector
