#include "projector/core/stages.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""us;
using std::chrono_literals::operator""s;

constexpr Instant kStart{std::chrono::hours(1)};

class StageClockTest : public testing::Test {
 protected:
  StageClockTest() { clock_.begin(kStart); }

  StageSeconds of(Stage stage) const { return clock_.totals()[static_cast<std::size_t>(stage)]; }
  static double sum(StageSeconds seconds) { return seconds.busy + seconds.blocked + seconds.idle; }

  StageClock clock_;
};

TEST_F(StageClockTest, CountsNothingBeforeTheFirstStepEnds) {
  EXPECT_EQ(sum(of(Stage::kIntake)), 0);
  EXPECT_EQ(sum(of(Stage::kWrite)), 0);
}

TEST_F(StageClockTest, DividesTheReadingAsOneRecordOfItWasDivided) {
  clock_.on_read(400ms, 1ms, 3ms);
  clock_.end({});
  clock_.begin(kStart + 1s);
  EXPECT_NEAR(of(Stage::kIntake).busy, 0.1, 1e-9);
  EXPECT_NEAR(of(Stage::kIntake).blocked, 0.3, 1e-9) << "one thread does both";
  EXPECT_NEAR(of(Stage::kIntake).idle, 0.6, 1e-9);
  EXPECT_NEAR(of(Stage::kDecode).busy, 0.3, 1e-9);
  EXPECT_NEAR(of(Stage::kDecode).idle, 0.7, 1e-9);
}

TEST_F(StageClockTest, TakesAReadingThatFoundNothingForIntake) {
  clock_.on_read(100ms, 0ms, 0ms);
  clock_.end({});
  clock_.begin(kStart + 1s);
  EXPECT_NEAR(of(Stage::kIntake).busy, 0.1, 1e-9);
  EXPECT_EQ(of(Stage::kDecode).busy, 0);
}

TEST_F(StageClockTest, BlocksIntakeAndDecodeWhereThereIsNoRoom) {
  clock_.on_read(100ms, 1ms, 1ms);
  StageSight sight;
  sight.has_no_room = true;
  clock_.end(sight);
  clock_.begin(kStart + 1s);
  EXPECT_NEAR(of(Stage::kIntake).blocked, 0.95, 1e-9);
  EXPECT_NEAR(of(Stage::kDecode).blocked, 0.9, 1e-9);
}

TEST_F(StageClockTest, AddsUpTheWriters) {
  StageSight sight;
  sight.writers = 4;
  sight.writers_busy = 3;
  clock_.end(sight);
  clock_.begin(kStart + 1s);
  EXPECT_NEAR(of(Stage::kWrite).busy, 3, 1e-9);
  EXPECT_NEAR(of(Stage::kWrite).idle, 1, 1e-9);

  sight.is_writing_put_off = true;
  clock_.end(sight);
  clock_.begin(kStart + 2s);
  EXPECT_NEAR(of(Stage::kWrite).blocked, 1, 1e-9);
}

TEST_F(StageClockTest, BlocksACommitBehindTheOneOnItsWay) {
  StageSight sight;
  sight.is_committing = true;
  clock_.end(sight);
  clock_.begin(kStart + 1s);
  sight.is_commit_due = true;
  clock_.end(sight);
  clock_.begin(kStart + 3s);
  clock_.end({});
  clock_.begin(kStart + 6s);
  EXPECT_NEAR(of(Stage::kCommit).busy, 1, 1e-9);
  EXPECT_NEAR(of(Stage::kCommit).blocked, 2, 1e-9);
  EXPECT_NEAR(of(Stage::kCommit).idle, 3, 1e-9);
}

TEST_F(StageClockTest, LosesNoTimeWhateverHappens) {
  for (int step = 1; step <= 100; ++step) {
    StageSight sight;
    sight.has_no_room = step % 3 == 0;
    sight.writers = 2;
    sight.writers_busy = static_cast<std::uint32_t>(step % 3);
    sight.is_writing_put_off = step % 2 == 0;
    sight.is_committing = step % 5 == 0;
    if (step % 4 != 0) clock_.on_read(step * 100us, 1us, 2us);
    clock_.end(sight);
    clock_.begin(kStart + step * 20ms);
  }
  EXPECT_NEAR(sum(of(Stage::kIntake)), 2, 1e-6);
  EXPECT_NEAR(sum(of(Stage::kDecode)), 2, 1e-6);
  EXPECT_NEAR(sum(of(Stage::kWrite)), 4, 1e-6);
  EXPECT_NEAR(sum(of(Stage::kCommit)), 2, 1e-6);
}

TEST(StageShares, LookBackAFewSecondsOnly) {
  StageShares shares;
  StageTotals totals{};
  StageSeconds& write = totals[static_cast<std::size_t>(Stage::kWrite)];
  for (int second = 0; second <= 20; ++second) {
    (second <= 10 ? write.idle : write.busy) += 4;
    shares.sample(kStart + second * 1s, totals, 4);
  }
  EXPECT_NEAR(shares.shares()[static_cast<std::size_t>(Stage::kWrite)].busy, 1, 1e-9);
  EXPECT_NEAR(shares.shares()[static_cast<std::size_t>(Stage::kWrite)].idle, 0, 1e-9);
}

}  // namespace
}  // namespace projector
