#include "projector/core/arrival_curve.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono::seconds;

constexpr Instant kStart{std::chrono::hours(1)};

TEST(ArrivalCurve, ReachesNothingWhereNothingWaits) {
  ArrivalCurve arrivals;
  arrivals.note(kStart, 100, 0);
  EXPECT_EQ(arrivals.reached_seconds(kStart, 100, 10), 0);
}

TEST(ArrivalCurve, ReachesTheTimeThatTheRecordsBeforeTake) {
  ArrivalCurve arrivals;
  arrivals.note(kStart, 0, 600);
  EXPECT_DOUBLE_EQ(arrivals.reached_seconds(kStart, 0, 60), 10);
  EXPECT_DOUBLE_EQ(arrivals.reached_seconds(kStart + seconds(4), 0, 60), 14);
}

TEST(ArrivalCurve, LetsTheOldestAtItsApplyingCountAndNotTheLast) {
  ArrivalCurve arrivals;
  arrivals.note(kStart, 0, 1'000);                // A burst,
  arrivals.note(kStart + seconds(60), 0, 1'001);  // and one record a minute later.
  // The burst's last is applied in 100 s, when it is 160 s old; the lone record is 100 s old then.
  EXPECT_DOUBLE_EQ(arrivals.reached_seconds(kStart + seconds(60), 0, 10), 160);
}

TEST(ArrivalCurve, ForgetsWhatIsApplied) {
  ArrivalCurve arrivals;
  arrivals.note(kStart, 0, 1'000);
  arrivals.note(kStart + seconds(60), 1'000, 10);
  EXPECT_DOUBLE_EQ(arrivals.reached_seconds(kStart + seconds(60), 1'000, 10), 1);
  EXPECT_EQ(arrivals.reached_seconds(kStart + seconds(60), 1'010, 10), 0);
}

TEST(ArrivalCurve, BeginsAnewWhereTheLogIsAnother) {
  ArrivalCurve arrivals;
  arrivals.note(kStart, 0, 1'000);
  arrivals.note(kStart + seconds(60), 0, 10);
  EXPECT_DOUBLE_EQ(arrivals.reached_seconds(kStart + seconds(60), 0, 10), 1);
  arrivals.restart();
  EXPECT_EQ(arrivals.reached_seconds(kStart + seconds(60), 0, 10), 0);
}

TEST(ArrivalCurve, KeepsItsShapeOverHours) {
  ArrivalCurve arrivals;
  for (int second = 0; second <= 7'200; ++second) {
    arrivals.note(kStart + seconds(second), 0, 10.0 * (second + 1));
  }
  // The last one waits for 72,010 at 20/s; what came in the middle has waited meanwhile.
  const double reached = arrivals.reached_seconds(kStart + seconds(7'200), 0, 20);
  EXPECT_NEAR(reached, 7'200.5, 1);
}

}  // namespace
}  // namespace projector
