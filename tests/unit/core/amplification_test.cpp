#include "projector/core/amplification.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class AmplificationTest : public testing::Test {
 protected:
  AmplificationTest() { pass(seconds(60), 1'000, 0); }

  bool pass(Duration lasts, double useful, double repeated, bool is_behind = true) {
    const Instant end = now_ + lasts;
    while (now_ < end) {
      now_ += milliseconds(250);
      done_.finished += useful / 4;
      done_.repeated += repeated / 4;
      done_.is_behind = is_behind;
      amplification_.update(done_, now_);
    }
    return amplification_.is_amplifying();
  }

  Instant now_{std::chrono::hours(1)};
  WorkDone done_;
  Amplification amplification_;
};

TEST_F(AmplificationTest, IsWorkThatRepeatsWhileLessIsOfUse) {
  EXPECT_TRUE(pass(seconds(12), 600, 200));
}

TEST_F(AmplificationTest, IsNotASinkThatIsOnlySlower) { EXPECT_FALSE(pass(seconds(60), 100, 0)); }

TEST_F(AmplificationTest, IsNotWorkThatRepeatsBesideAsMuchOfUse) {
  EXPECT_FALSE(pass(seconds(60), 1'000, 600));
}

TEST_F(AmplificationTest, NeedsAQuarterThatRepeats) { EXPECT_FALSE(pass(seconds(12), 600, 145)); }

TEST_F(AmplificationTest, IsOneAboveAQuarter) { EXPECT_TRUE(pass(seconds(12), 600, 155)); }

TEST_F(AmplificationTest, NeedsThreeTenthsLessOfUse) {
  EXPECT_FALSE(pass(seconds(12), 710, 600));
  EXPECT_TRUE(pass(seconds(15), 650, 600));
}

TEST_F(AmplificationTest, IsNothingWhereNothingWaits) {
  EXPECT_FALSE(pass(seconds(60), 100, 600, false));
}

TEST_F(AmplificationTest, NeedsSeconds) { EXPECT_FALSE(pass(seconds(4), 100, 1'000)); }

TEST_F(AmplificationTest, IsThreeRebalancesInAMinuteThatCostThroughput) {
  done_.rebalances = 2;
  EXPECT_FALSE(pass(seconds(20), 300, 0));
  done_.rebalances = 3;
  EXPECT_TRUE(pass(seconds(20), 300, 0));
}

TEST_F(AmplificationTest, EndsOnceNothingRepeats) {
  pass(seconds(12), 300, 600);
  EXPECT_TRUE(pass(seconds(10), 300, 0));
  EXPECT_FALSE(pass(seconds(10), 300, 0));
}

TEST_F(AmplificationTest, EndsOnceAsMuchIsOfUseAsBefore) {
  pass(seconds(12), 300, 600);
  EXPECT_TRUE(pass(seconds(20), 800, 600));
  EXPECT_FALSE(pass(seconds(20), 900, 600));
}

}  // namespace
}  // namespace projector
