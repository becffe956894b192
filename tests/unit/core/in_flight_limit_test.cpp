// The limit by itself, at a sink whose rate is told. In a closed loop:
// in_flight_limit_model_test.cpp.

#include "projector/core/in_flight_limit.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class InFlightLimitTest : public testing::Test {
 protected:
  // A sink that always has all that it may have, and applies so much of it.
  void apply(std::uint32_t records_per_second, Duration length) {
    for (const Instant end = now_ + length; now_ < end; now_ += 100ms) {
      limit_.on_applied(records_per_second / 10, 10ms, limit_.current(), now_);
      limit_.tick(limit_.current(), now_);
    }
  }
  // Nothing is in flight.
  void rest(Duration length) {
    for (const Instant end = now_ + length; now_ < end; now_ += 250ms) limit_.tick(0, now_);
  }

  static constexpr InFlightBounds kBounds{128, 2000, 500ms, true};
  Instant now_{std::chrono::hours(1)};
  InFlightLimit limit_{kBounds};
};

TEST_F(InFlightLimitTest, BeginsAsConfigured) { EXPECT_EQ(limit_.current(), 2000u); }

TEST_F(InFlightLimitTest, BecomesWhatTheSinkFinishesWithinTheTarget) {
  apply(600, 60s);
  EXPECT_EQ(limit_.current(), 300u);
}

TEST_F(InFlightLimitTest, IsNeverBelowItsLeast) {
  apply(10, 120s);
  EXPECT_EQ(limit_.current(), 128u);
}

TEST_F(InFlightLimitTest, RisesAtOnceWithTheRate) {
  apply(600, 60s);
  apply(3000, 4s);
  EXPECT_EQ(limit_.current(), 1500u);
}

TEST_F(InFlightLimitTest, ComesBackStepByStepWhileItDoesNotBind) {
  apply(600, 60s);
  rest(3s);
  EXPECT_GT(limit_.current(), 300u);
  EXPECT_LT(limit_.current(), 1000u);
  rest(15s);
  EXPECT_EQ(limit_.current(), 2000u);
}

TEST_F(InFlightLimitTest, LearnsNothingFromAnOutage) {
  apply(6000, 10s);
  for (int second = 0; second < 60; ++second) {
    now_ += 1s;
    limit_.on_unavailable(now_);
    limit_.tick(limit_.current(), now_);
  }
  apply(6000, 10s);
  EXPECT_EQ(limit_.current(), 2000u);
}

TEST_F(InFlightLimitTest, TakesOtherBoundsAtOnce) {
  apply(600, 60s);
  limit_.set_bounds({400, 1000, 500ms, true}, now_);
  EXPECT_EQ(limit_.current(), 400u) << "not below the least";
  limit_.set_bounds({128, 200, 500ms, true}, now_);
  EXPECT_EQ(limit_.current(), 200u) << "not above the most";
  limit_.set_bounds({128, 5000, 500ms, true}, now_);
  EXPECT_EQ(limit_.current(), 5000u) << "what was all that is allowed stays so";
}

TEST_F(InFlightLimitTest, FollowsAnotherTarget) {
  apply(600, 60s);
  limit_.set_bounds({128, 2000, 1000ms, true}, now_);
  apply(600, 20s);
  EXPECT_EQ(limit_.current(), 600u);
}

TEST_F(InFlightLimitTest, IsAsConfiguredWhereItIsSwitchedOff) {
  apply(600, 60s);
  limit_.set_bounds({128, 2000, 500ms, false}, now_);
  EXPECT_EQ(limit_.current(), 2000u);
  apply(600, 60s);
  EXPECT_EQ(limit_.current(), 2000u);
}

}  // namespace
}  // namespace projector
