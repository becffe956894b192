#include "projector/core/retention.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

constexpr Instant kStart{std::chrono::hours(1)};

TEST(Retention, LeavesWhatTheOldestRecordHasNotUsedYet) {
  EXPECT_DOUBLE_EQ(headroom_by_age({2h, false}, 1800).value_or(-1), 5400);
}

TEST(Retention, IsUsedUpButNeverNegative) {
  EXPECT_DOUBLE_EQ(headroom_by_age({2h, false}, 9000).value_or(-1), 0);
}

TEST(Retention, HasNoBoundWhereNothingIsDeletedOrNothingWaits) {
  EXPECT_FALSE(headroom_by_age({}, 1800).has_value());
  EXPECT_FALSE(headroom_by_age({2h, false}, 0).has_value());
}

TEST(LogStart, IsNotKnownToMoveAfterOneLook) {
  LogStart start;
  EXPECT_FALSE(start.seconds_until(Offset{500}).has_value());
  start.sample(kStart, Offset{100});
  EXPECT_FALSE(start.seconds_until(Offset{500}).has_value());
}

TEST(LogStart, ComesNearerAsItMovedSoFar) {
  LogStart start;
  start.sample(kStart, Offset{100});
  start.sample(kStart + 1min, Offset{100});
  EXPECT_FALSE(start.seconds_until(Offset{500}).has_value());
  start.sample(kStart + 2min, Offset{220});
  EXPECT_DOUBLE_EQ(start.seconds_until(Offset{500}).value_or(-1), 280);
}

TEST(LogStart, HasOvertakenWhatLiesBeforeIt) {
  LogStart start;
  start.sample(kStart, Offset{100});
  EXPECT_DOUBLE_EQ(start.seconds_until(Offset{100}).value_or(-1), 0);
}

TEST(LogStart, ForgetsALogThatWasMadeAnew) {
  LogStart start;
  start.sample(kStart, Offset{100});
  start.sample(kStart + 1min, Offset{200});
  start.sample(kStart + 2min, Offset{0});
  EXPECT_FALSE(start.seconds_until(Offset{500}).has_value());
}

TEST(LogStart, ForgetsHowItMovedLongAgo) {
  LogStart start;
  start.sample(kStart, Offset{0});
  for (int minute = 1; minute <= 60; ++minute) {
    start.sample(kStart + minute * 1min, Offset{6000});
  }
  EXPECT_FALSE(start.seconds_until(Offset{7000}).has_value());
}

}  // namespace
}  // namespace projector
