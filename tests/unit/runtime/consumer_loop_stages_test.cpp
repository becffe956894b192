// What the loop measures of itself, and what it learns of records that are not read.

#include "loop_fixture.h"
#include "support/fake_log_lookup.h"

namespace projector {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class ConsumerLoopStagesTest : public LoopTest {
 protected:
  void step() {
    for (int i = 0; i < 20; ++i) timed_loop_.step(now_);
  }
  void let_pass(Duration duration) {
    for (Duration passed{}; passed < duration; passed += 250ms) {
      now_.steady += 250ms;
      now_.wall += 250ms;
      answer_ends(end_);
      step();
    }
  }
  void answer_ends(std::int64_t end) {
    SourceEvent ends;
    ends.kind = SourceEvent::Kind::kEndOffsets;
    ends.partitions = {{kFirst, Offset{end}}};
    source_.say(ends);
  }
  StageSeconds seconds(Stage stage) const {
    return board_.latest->stage_seconds[static_cast<std::size_t>(stage)];
  }

  // Each look at it takes a millisecond of work.
  static Instant work() { return worked_ += 1ms; }
  static inline Instant worked_{};

  std::int64_t end_ = 0;
  FakeLogLookup lookup_;
  ConsumerLoop timed_loop_{
      RuntimeOptions{},
      {source_, writers_, pipeline_, observer_, log_, {&plans_}, &letters_, &lookup_, &work},
      false};
};

TEST_F(ConsumerLoopStagesTest, ShowsASinkThatKeepsAllCreditsAsTheBottleneck) {
  step();
  EXPECT_EQ(board_.latest->bottleneck, "none");
  writers_.hold();
  put(10);
  let_pass(10s);
  EXPECT_EQ(board_.latest->bottleneck, "sink");
  EXPECT_FALSE(board_.latest->is_scale_out_useful);
  EXPECT_NEAR(seconds(Stage::kWrite).busy, 10, 0.5);
  EXPECT_NEAR(seconds(Stage::kDecode).blocked, 10, 0.5);
  writers_.release();
  let_pass(10s);
  EXPECT_EQ(board_.latest->bottleneck, "none");
}

TEST_F(ConsumerLoopStagesTest, CountsWritersWhoseBatchesArePutOffAsBlocked) {
  writers_.hold();
  put(1);
  step();
  writers_.fail(WriteAction::kUnavailable, "connection refused");
  let_pass(1s);
  writers_.fail(WriteAction::kUnavailable, "connection refused");
  const double before = seconds(Stage::kWrite).blocked;
  let_pass(500ms);
  EXPECT_GT(seconds(Stage::kWrite).blocked + seconds(Stage::kWrite).busy, before);
  EXPECT_EQ(board_.latest->bottleneck, "sink");
}

TEST_F(ConsumerLoopStagesTest, DividesTheTimeOfReading) {
  step();
  put(4);
  let_pass(1s);
  EXPECT_GT(seconds(Stage::kIntake).busy, 0);
  EXPECT_GT(seconds(Stage::kDecode).busy, 0);
}

TEST_F(ConsumerLoopStagesTest, LearnsTheAgeOfWhatIsNotRead) {
  step();
  end_ = 50;
  let_pass(2s);
  EXPECT_NE(lookup_.take_asked().find("time 0/0@0"), std::string::npos);
  lookup_.find_time({kFirst, Offset{0}}, now_.wall - 3h);
  let_pass(250ms);
  EXPECT_GE(board_.latest->topics[0].oldest_age_seconds, 3 * 3600);
  lookup_.find_retention(0, {4h, false});
  let_pass(250ms);
  EXPECT_NEAR(board_.latest->topics[0].retention_headroom_seconds.value_or(-1), 3600, 2);
}

}  // namespace
}  // namespace projector
