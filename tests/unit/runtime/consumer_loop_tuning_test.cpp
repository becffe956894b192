// Other limits and deadlines, taken by the loop between two steps.

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "loop_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class ConsumerLoopTuningTest : public LoopTest {
 protected:
  // What the fixture's loop has, to change one thing of it.
  Tunables tunables() {
    Tunables made;
    made.pipeline.flow = pipeline_options().flow;
    made.when_taken = [this] { ++taken_; };
    return made;
  }
  void tune(Tunables tunables) {
    loop_.request_tuning(std::move(tunables));
    settle();
  }
  void tune_runtime(const RuntimeOptions& runtime) {
    Tunables made = tunables();
    made.runtime = runtime;
    tune(std::move(made));
  }

  int taken_ = 0;
};

TEST_F(ConsumerLoopTuningTest, ReadsOnWithMoreCreditsWithoutARebalance) {
  writers_.hold();
  put(10);  // The fifth is held for want of room.
  settle();
  ASSERT_EQ(pipeline_.credits().records_in_use(), 4u);
  Tunables more = tunables();
  more.pipeline.flow.in_flight_records = 6;
  tune(std::move(more));
  EXPECT_EQ(pipeline_.credits().records_in_use(), 6u);
  writers_.release();
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@10");
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  EXPECT_EQ(source_.stopped(), "");
}

TEST_F(ConsumerLoopTuningTest, LosesNothingInFlightWithFewerCredits) {
  writers_.hold();
  put(10);
  settle();
  Tunables fewer = tunables();
  fewer.pipeline.flow.in_flight_records = 1;
  tune(std::move(fewer));
  EXPECT_EQ(pipeline_.credits().records_in_use(), 4u);
  EXPECT_EQ(writers_.records_sent(), 4u);
  writers_.release();
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@10");
  EXPECT_EQ(writers_.records_sent(), 10u);
  EXPECT_EQ(pipeline_.figures().topics[0].redelivered, 0u);
}

TEST_F(ConsumerLoopTuningTest, ShowsTheLimitsToWhoeverLearnsThatTheyWereTaken) {
  std::uint32_t shown = 0;
  std::uint64_t memory_shown = 0;
  Tunables more = tunables();
  more.pipeline.flow.in_flight_records = 6;
  more.pipeline.flow.memory_limit = 77;
  more.when_taken = [&] {
    shown = board_.latest->in_flight_records_limit;
    memory_shown = board_.latest->memory_bytes_limit;
  };
  tune(std::move(more));
  EXPECT_EQ(shown, 6u);
  EXPECT_EQ(memory_shown, 77u);
}

TEST_F(ConsumerLoopTuningTest, TakesTheLastOfSeveralThatWait) {
  Tunables first = tunables();
  first.pipeline.flow.in_flight_records = 7;
  loop_.request_tuning(std::move(first));
  Tunables second = tunables();
  second.pipeline.flow.in_flight_records = 8;
  tune(std::move(second));
  EXPECT_EQ(pipeline_.credits().records_max(), 8u);
  EXPECT_EQ(taken_, 1);
  tune(tunables());
  EXPECT_EQ(taken_, 2);
}

TEST_F(ConsumerLoopTuningTest, CommitsByAShorterIntervalAtOnce) {
  tune_runtime({.commit_interval = 3600s});
  settle();
  pass(1s);  // The next one is due in an hour.
  put(1);
  settle();
  pass(999s);
  ASSERT_EQ(source_.committed(), "0/0@0");
  tune_runtime({.commit_interval = 100ms});
  pass(99ms);
  EXPECT_EQ(source_.committed(), "0/0@0");
  pass(1ms);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@1");
}

TEST_F(ConsumerLoopTuningTest, DrainsARevokeByTheNewDeadline) {
  writers_.hold();
  put(1);
  settle();
  tune_runtime({.revoke_drain = 2s});
  source_.revoke(kFirst);
  settle();
  pass(1999ms);
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  pass(1ms);
  EXPECT_EQ(source_.confirmed_revokes(), 1);
}

TEST_F(ConsumerLoopTuningTest, DrainsAStopByTheNewDeadline) {
  writers_.hold();
  put(1);
  settle();
  tune_runtime({.shutdown_drain = 2s});
  loop_.request_stop();
  settle();
  pass(1999ms);
  EXPECT_FALSE(loop_.is_finished());
  pass(1ms);
  EXPECT_TRUE(loop_.is_finished());
}

TEST_F(ConsumerLoopTuningTest, KeepsTheDeadlineOfARevokeThatHasBegun) {
  writers_.hold();
  put(1);
  settle();
  source_.revoke(kFirst);
  settle();
  tune_runtime({.revoke_drain = 1ms});
  pass(4999ms);
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  pass(1ms);
  EXPECT_EQ(source_.confirmed_revokes(), 1);
}

}  // namespace
}  // namespace projector
