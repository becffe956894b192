// A table that is locked or keeps failing must not take the room of the other topics.

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr PartitionRef kLocked{0, 0};
constexpr PartitionRef kOther{1, 0};

// The first topic's table is locked, and its records take all the room.
class Room : public testing::Test {
 protected:
  Room() {
    test.assign(0, kLocked);
    test.assign(0, kOther);
    for (; test.pipeline.records_wanted() > 0; ++read_) {
      EXPECT_TRUE(test.read(read_, "a", "1", kLocked));
    }
    fail(WriteAction::kRetryAlone, "55P03");
  }

  void fail(WriteAction action, const std::string& state) {
    ASSERT_NE(test.dispatch(), "");
    ASSERT_EQ(test.last.batch->topic, kLocked.topic);
    test.answer(action, test.last.writer, "canceled due to lock timeout", state);
  }
  // As the tables are: one locked, one free.
  void answer_all() {
    while (test.dispatch() != "") {
      const bool is_locked = test.last.batch->topic == kLocked.topic;
      test.answer(is_locked ? WriteAction::kRetryAlone : WriteAction::kApplied, test.last.writer);
    }
  }
  // Records of the other topic lie in the log, and nobody reads them.
  void let_others_wait() { test.pipeline.on_end_offset({kOther, Offset{50}}, test.now); }
  std::optional<StoppedPartition> next_stop() { return test.pipeline.next_stop(test.now.steady); }

  PipelineFixture test{{.records = 20, .batch_rows = 5, .writers = 2, .topics = 2}};
  std::int64_t read_ = 0;
};

TEST_F(Room, IsMadeForATopicThatWaits) {
  let_others_wait();
  test.now.steady += 2s;
  const auto stopped = next_stop();
  ASSERT_TRUE(stopped.has_value());
  EXPECT_EQ(stopped->partition, kLocked);
  EXPECT_NE(stopped->reason.find("locked"), std::string::npos) << stopped->reason;
  EXPECT_EQ(test.pipeline.records_wanted(), 20u);
  EXPECT_FALSE(next_stop().has_value());
}

TEST_F(Room, IsLeftToATableThatIsLockedForAMomentOnly) {
  let_others_wait();
  EXPECT_FALSE(next_stop().has_value());
}

TEST_F(Room, IsLeftWhereNobodyElseWaits) {
  test.now.steady += 60s;
  EXPECT_FALSE(next_stop().has_value());
}

TEST_F(Room, IsLeftWhileThereIsSome) {
  let_others_wait();
  test.now.steady += 2s;
  fail(WriteAction::kRetryAlone, "55P03");
  test.now.steady += 2s;
  ASSERT_NE(test.dispatch(), "");
  test.answer(WriteAction::kApplied, test.last.writer);
  EXPECT_FALSE(next_stop().has_value());
}

TEST_F(Room, IsLeftWhenTheOtherFailsToo) {
  // All of the sink is in trouble, and this topic is not the one to blame.
  PipelineFixture both({.records = 20, .batch_rows = 5, .writers = 2, .topics = 2});
  both.assign(0, kLocked);
  both.assign(0, kOther);
  ASSERT_TRUE(both.read(0, "a", "1", kOther));
  for (std::int64_t offset = 0; both.pipeline.records_wanted() > 0; ++offset) {
    ASSERT_TRUE(both.read(offset, "a", "1", kLocked));
  }
  both.pipeline.on_end_offset({kOther, Offset{50}}, both.now);
  for (int i = 0; i < 2; ++i) {
    ASSERT_NE(both.dispatch(), "");
    both.answer(WriteAction::kRetryLater, both.last.writer, "disk full", "53100");
  }
  both.now.steady += 2s;
  EXPECT_FALSE(both.pipeline.next_stop(both.now.steady).has_value());
}

TEST_F(Room, IsLeftWhileTheSinkCannotBeReached) {
  let_others_wait();
  for (int i = 0; i < 2; ++i) {
    test.now.steady += 2s;
    fail(WriteAction::kUnavailable, "");
  }
  ASSERT_TRUE(test.pipeline.circuit().is_open());
  test.now.steady += 2s;
  EXPECT_FALSE(next_stop().has_value());
}

TEST_F(Room, IsNotTakenAgainWhileTheTableStaysLocked) {
  let_others_wait();
  test.now.steady += 2s;
  ASSERT_TRUE(next_stop().has_value());
  test.now.steady += 5s;
  ASSERT_EQ(test.pipeline.next_resume(test.now.steady)->partition, kLocked);
  ASSERT_TRUE(test.read(0, "a", "1", kLocked) && test.read(1, "a", "1", kLocked));
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 1u) << "one record tries";
  ASSERT_TRUE(next_stop().has_value());
  fail(WriteAction::kRetryAlone, "55P03");
  for (std::int64_t offset = 0; offset < 40; ++offset) {
    ASSERT_TRUE(test.read(offset, "a", "1", kOther));
    answer_all();
    EXPECT_FALSE(next_stop().has_value());
    test.now.steady += 100ms;
  }
  answer_all();
  EXPECT_EQ(test.outcome(Outcome::kApplied, kOther.topic), 40u);
}

TEST_F(Room, GoesBackToTheTopicOnceItsTableIsFree) {
  let_others_wait();
  test.now.steady += 2s;
  ASSERT_TRUE(next_stop().has_value());
  test.now.steady += 5s;
  ASSERT_TRUE(test.pipeline.next_resume(test.now.steady).has_value());
  ASSERT_TRUE(test.read(0, "a", "1", kLocked));
  ASSERT_NE(test.dispatch(), "");
  test.answer(WriteAction::kApplied, test.last.writer);
  ASSERT_TRUE(next_stop().has_value());
  EXPECT_EQ(test.pipeline.next_resume(test.now.steady)->offset, Offset{1});
  for (std::int64_t offset = 1; offset < 20; ++offset) {
    ASSERT_TRUE(test.read(offset, "a", "1", kLocked));
  }
  while (test.dispatch() != "") test.answer(WriteAction::kApplied, test.last.writer);
  EXPECT_EQ(test.commits(), "0/0@20 1/0@0");
}

}  // namespace
}  // namespace projector
