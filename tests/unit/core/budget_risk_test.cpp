#include "projector/core/budget_risk.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A budget of 100 s: at risk from 80, over below 50.
class BudgetRiskTest : public testing::Test {
 protected:
  bool after(Duration lasts, double reached, bool is_sink_limit = true) {
    const Instant end = now_ + lasts;
    for (; now_ <= end; now_ += milliseconds(250))
      risk_.update({100, reached, is_sink_limit}, now_);
    return risk_.is_at_risk();
  }

  Instant now_{std::chrono::hours(1)};
  BudgetRisk risk_;
};

TEST_F(BudgetRiskTest, IsNoneBelowFourFifths) { EXPECT_FALSE(after(seconds(60), 79.9)); }

TEST_F(BudgetRiskTest, IsOneAtFourFifths) { EXPECT_TRUE(after(seconds(4), 80)); }

TEST_F(BudgetRiskTest, IsOneAboveTheBudget) { EXPECT_TRUE(after(seconds(4), 500)); }

TEST_F(BudgetRiskTest, NeedsTheForecastForThreeSeconds) {
  EXPECT_FALSE(after(milliseconds(2'750), 500));
  EXPECT_FALSE(after(milliseconds(0), 79));
  EXPECT_FALSE(after(milliseconds(2'750), 500));
  EXPECT_TRUE(after(milliseconds(250), 500));
}

TEST_F(BudgetRiskTest, IsNoneWhereTheSinkIsNotWhy) { EXPECT_FALSE(after(seconds(60), 500, false)); }

TEST_F(BudgetRiskTest, LastsUntilHalfOfTheBudget) {
  after(seconds(4), 80);
  EXPECT_TRUE(after(seconds(60), 50));
  EXPECT_FALSE(after(seconds(6), 49.9));
}

TEST_F(BudgetRiskTest, IsNotOverForAMoment) {
  after(seconds(4), 80);
  EXPECT_TRUE(after(milliseconds(4'500), 10));
  EXPECT_TRUE(after(milliseconds(0), 60));
  EXPECT_TRUE(after(milliseconds(4'500), 10));
  EXPECT_FALSE(after(milliseconds(1'000), 10));
}

TEST_F(BudgetRiskTest, EndsWhenTheSinkIsNotWhyAnyMore) {
  after(seconds(4), 500);
  EXPECT_FALSE(after(seconds(6), 500, false));
}

}  // namespace
}  // namespace projector
