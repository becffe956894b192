#include "projector/core/statement_budget.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class StatementBudgetTest : public testing::Test {
 protected:
  // Sends as often as it is allowed, every millisecond; each `fails_every`-th fails. How many.
  std::uint32_t press(seconds duration, std::uint32_t fails_every) {
    std::uint32_t sent = 0;
    for (const Instant end = now_ + duration; now_ < end; now_ += milliseconds(1)) {
      while (sent < 1'000'000 && budget_.may_send(now_)) {
        budget_.on_sent(now_);
        ++sent;
        if (fails_every > 0 && sent % fails_every == 0) budget_.on_failure(now_);
        if (!budget_.next_allowed()) break;  // Nothing limits it but this loop: 1,000 a second.
      }
    }
    return sent;
  }

  void run_healthy(seconds duration, std::uint32_t a_second) {
    for (int second = 0; second < duration.count(); ++second) {
      for (std::uint32_t i = 0; i < a_second; ++i) {
        ASSERT_TRUE(budget_.may_send(now_));
        budget_.on_sent(now_);
        now_ += std::chrono::duration_cast<Duration>(seconds(1)) / a_second;
      }
    }
  }

  StatementBudget budget_;
  Instant now_{std::chrono::hours(1)};
};

TEST_F(StatementBudgetTest, LimitsNothingWhileAllIsWell) {
  run_healthy(seconds(1), 5000);
  EXPECT_FALSE(budget_.next_allowed().has_value());
}

TEST_F(StatementBudgetTest, CountsTheHealthyMinute) {
  run_healthy(seconds(30), 1000);
  run_healthy(seconds(60), 200);
  EXPECT_NEAR(budget_.healthy_rate(), 200, 4);
}

TEST_F(StatementBudgetTest, CountsIdleSecondsToo) {
  run_healthy(seconds(30), 200);
  now_ += seconds(29);
  EXPECT_TRUE(budget_.may_send(now_));
  EXPECT_NEAR(budget_.healthy_rate(), 100, 3);
}

TEST_F(StatementBudgetTest, SendsAtMostATenthMoreWhileStatementsFail) {
  run_healthy(seconds(60), 200);
  budget_.on_failure(now_);
  for (int second = 0; second < 60; ++second) {
    const std::uint32_t sent = press(seconds(1), 3);
    EXPECT_LE(sent, 220u) << "in second " << second;
    EXPECT_GE(sent, 190u) << "in second " << second;
  }
}

TEST_F(StatementBudgetTest, SaysWhenTheNextMayGo) {
  run_healthy(seconds(10), 100);
  budget_.on_failure(now_);
  while (budget_.may_send(now_)) budget_.on_sent(now_);
  ASSERT_TRUE(budget_.next_allowed().has_value());
  now_ = *budget_.next_allowed();
  EXPECT_TRUE(budget_.may_send(now_));
}

TEST_F(StatementBudgetTest, LetsTenASecondGoAfterAnIdleHour) {
  now_ += std::chrono::hours(1);
  budget_.on_failure(now_);
  const std::uint32_t sent = press(seconds(10), 1);
  EXPECT_GE(sent, 90u);
  EXPECT_LE(sent, 110u);
}

TEST_F(StatementBudgetTest, IsOverTwoSecondsAfterTheLastFailure) {
  run_healthy(seconds(10), 20);
  budget_.on_failure(now_);
  EXPECT_LE(press(seconds(2), 0), 50u);
  EXPECT_EQ(press(seconds(1), 0), 1000u);
}

TEST_F(StatementBudgetTest, CountsNoFailingSecondAsAHealthyOne) {
  run_healthy(seconds(60), 200);
  budget_.on_failure(now_);
  press(seconds(120), 3);
  EXPECT_NEAR(budget_.healthy_rate(), 200, 4);
}

}  // namespace
}  // namespace projector
