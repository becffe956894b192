// The wall clock jumps, the steady one goes on: nothing that waits waits for longer or shorter.

#include <gtest/gtest.h>

#include "projector/runtime/consumer_loop.h"

#include "loop_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;

class WallClockTest : public LoopTest, public testing::WithParamInterface<std::chrono::minutes> {
 protected:
  void jump() {
    now_.wall += GetParam();
    settle();
  }
};

INSTANTIATE_TEST_SUITE_P(AheadAndBack, WallClockTest, testing::Values(30min, -30min));

TEST_P(WallClockTest, CommitsWhenTheIntervalIsOver) {
  put(3);
  settle();
  jump();
  pass(999ms);
  EXPECT_EQ(source_.committed(), "0/0@0");
  pass(1ms);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@3");
}

TEST_P(WallClockTest, TriesABatchAgainWhenItsPauseIsOver) {
  writers_.hold();
  put(1);
  settle();
  writers_.fail(WriteAction::kRetryLater, "a deadlock");
  jump();
  EXPECT_EQ(writers_.in_air(), 0u);
  pass(1s);
  EXPECT_EQ(writers_.in_air(), 1u);
}

TEST_P(WallClockTest, ProbesASinkThatIsAwayWhenItsPauseIsOver) {
  writers_.hold();
  put(1);
  settle();
  writers_.fail(WriteAction::kUnavailable, "connection refused");  // The first is tried at once.
  settle();
  for (int failures = 1; failures < 6; ++failures) {
    ASSERT_EQ(writers_.in_air(), 1u) << failures;
    writers_.fail(WriteAction::kUnavailable, "connection refused");
    jump();
    EXPECT_EQ(writers_.in_air(), 0u) << failures;
    pass(2s);
  }
}

TEST_P(WallClockTest, AnswersARevokeByItsDeadline) {
  writers_.hold();
  put(4);
  settle();
  source_.revoke(kFirst);
  settle();
  jump();
  pass(4999ms);
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  pass(1ms);
  EXPECT_EQ(source_.confirmed_revokes(), 1);
}

TEST_P(WallClockTest, EndsADrainByItsDeadline) {
  writers_.hold();
  put(1);
  settle();
  loop_.request_stop();
  settle();
  jump();
  pass(RuntimeOptions{}.shutdown_drain - 1ms);
  EXPECT_FALSE(loop_.is_finished());
  pass(1ms);
  EXPECT_TRUE(loop_.is_finished());
}

TEST_P(WallClockTest, ShowsNoAgeBelowZero) {
  writers_.hold();
  put(1);
  settle();
  jump();
  pass(250ms);
  EXPECT_EQ(pipeline_.credits().records_in_use(), 1u);
  EXPECT_GE(board_.latest->topics.front().oldest_age_seconds, 0);

  writers_.release();
  pass(250ms);
  EXPECT_EQ(board_.latest->topics.front().freshness.count(), 1u);
  EXPECT_GE(board_.latest->topics.front().freshness.sum(), 0);
}

}  // namespace
}  // namespace projector
