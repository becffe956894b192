// How batches that failed are tried again: smaller after a timeout, by one writer at a time where
// the table is locked, split where only they keep failing by a state that nobody knows.

#include <string>

#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""s;

// Two lanes: records of key "a" go into one, those of key "e" into the other.
class Retries : public testing::Test {
 protected:
  void assign_and_read(int records, std::string_view key = "a") {
    test.assign(0);
    for (int offset = 0; offset < records; ++offset) EXPECT_TRUE(test.read(offset, key));
  }
  // Long enough for every pause.
  void wait() { test.now.steady += 60s; }
  std::size_t send() {
    EXPECT_NE(test.dispatch(), "");
    return test.last.range.size();
  }
  void answer(WriteAction action, const std::string& state = "") {
    test.answer(action, test.last.writer, "a reason", state);
  }

  // A batch of `records` of another topic is applied.
  void apply_of_another_topic() {
    const PartitionRef other{1, 0};
    ASSERT_TRUE(test.read(next_of_other_++, "a", "1", other));
    ASSERT_NE(test.dispatch(), "");
    ASSERT_EQ(test.last.batch->topic, 1u);
    answer(WriteAction::kApplied);
  }

  // The same batch fails so often, each time while another topic's is applied.
  void fail(int times, WriteAction action, const std::string& state) {
    for (int time = 0; time < times; ++time) {
      const Dispatch failing = test.last;
      test.last = failing;
      answer(action, state);
      apply_of_another_topic();
      wait();
      ASSERT_NE(test.dispatch(), "");
    }
  }

  PipelineFixture test{{.batch_rows = 8, .writers = 2, .topics = 2}};

 private:
  std::int64_t next_of_other_ = 0;
};

TEST_F(Retries, HalvesABatchThatTookTooLongDownToOneRecord) {
  assign_and_read(8);
  std::size_t expected = 8;
  for (; expected > 1; expected /= 2) {
    ASSERT_EQ(send(), expected);
    answer(WriteAction::kRetrySmaller, "57014");
    EXPECT_EQ(test.dispatch(), "") << "without a pause";
    wait();
  }
  ASSERT_EQ(send(), 1u);
  answer(WriteAction::kRetrySmaller, "57014");
  wait();
  EXPECT_EQ(test.dispatch(), std::to_string(test.last.writer) + ": 0") << "never skipped";
}

TEST_F(Retries, SendsLargerBatchesWithEachSuccess) {
  assign_and_read(8);
  for (int i = 0; i < 2; ++i) {
    send();
    answer(WriteAction::kRetrySmaller, "57014");
    wait();
  }
  ASSERT_EQ(send(), 2u);
  answer(WriteAction::kApplied);
  ASSERT_EQ(send(), 2u) << "cut off before";
  answer(WriteAction::kApplied);
  ASSERT_EQ(send(), 4u);
  answer(WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@8");
}

TEST_F(Retries, SendsSmallBatchesToTheSlowTableOnly) {
  assign_and_read(8);
  send();
  answer(WriteAction::kRetrySmaller, "57014");
  test.assign(0, {1, 0});
  for (int offset = 0; offset < 8; ++offset) {
    ASSERT_TRUE(test.read(offset, "a", "1", {1, 0}));
  }
  EXPECT_EQ(send(), 8u);
}

TEST_F(Retries, LetsOneWriterAtATimeTryALockedTable) {
  assign_and_read(1);
  ASSERT_TRUE(test.read(1, "e"));
  send();
  const Dispatch first = test.last;
  send();
  answer(WriteAction::kRetryAlone, "55P03");
  test.last = first;
  answer(WriteAction::kRetryAlone, "55P03");
  wait();
  send();
  EXPECT_EQ(test.dispatch(), "") << "a second writer";
  const auto deadline = test.pipeline.next_deadline();
  EXPECT_TRUE(!deadline || *deadline > test.now.steady) << "the loop would spin";
  answer(WriteAction::kApplied);
  EXPECT_EQ(send(), 1u) << "the lock is gone";
}

TEST_F(Retries, KeepsWritersForOtherTablesWhileOneIsLocked) {
  assign_and_read(1);
  ASSERT_TRUE(test.read(1, "e"));
  test.assign(0, {1, 0});
  send();
  answer(WriteAction::kRetryAlone, "55P03");
  wait();
  send();
  ASSERT_EQ(test.last.batch->topic, 0u);
  ASSERT_TRUE(test.read(0, "a", "1", {1, 0}));
  send();
  EXPECT_EQ(test.last.batch->topic, 1u);
}

TEST_F(Retries, AsksALockedTableAgainWithinTwoSecondsHoweverOftenItFailed) {
  assign_and_read(1);
  for (int i = 0; i < 20; ++i) {
    send();
    answer(WriteAction::kRetryAlone, "55P03");
    test.now.steady += 2s;
  }
  EXPECT_EQ(send(), 1u);
}

TEST_F(Retries, LetsTheOtherLanesGoAsSoonAsOneThatFailedSucceeds) {
  assign_and_read(1);
  ASSERT_TRUE(test.read(1, "e"));
  for (int i = 0; i < 12; ++i) {  // Their pauses are up to 30 s by now.
    send();
    answer(WriteAction::kRetryLater, "53100");
    if (test.dispatch() != "") answer(WriteAction::kRetryLater, "53100");
    wait();
  }
  send();
  const Dispatch first = test.last;
  send();
  answer(WriteAction::kRetryLater, "53100");
  test.last = first;
  answer(WriteAction::kApplied);
  EXPECT_EQ(send(), 1u);
}

TEST_F(Retries, SplitsABatchThatFailsFiveTimesByTheSameUnknownStateWhileOthersSucceed) {
  assign_and_read(8);
  test.assign(0, {1, 0});
  ASSERT_EQ(send(), 8u);
  fail(4, WriteAction::kRetryUnknown, "XX000");
  EXPECT_EQ(test.last.range.size(), 8u);
  fail(1, WriteAction::kRetryUnknown, "XX000");
  EXPECT_EQ(test.last.range.size(), 4u);
}

TEST_F(Retries, SplitsNothingWhileNobodySucceeds) {
  assign_and_read(8);
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(send(), 8u);
    answer(WriteAction::kRetryUnknown, "XX000");
    wait();
  }
}

TEST_F(Retries, SplitsNothingThatFailsByOneStateAfterAnother) {
  assign_and_read(8);
  test.assign(0, {1, 0});
  ASSERT_EQ(send(), 8u);
  for (int i = 0; i < 10; ++i) {
    fail(1, WriteAction::kRetryUnknown, i % 2 == 0 ? "XX000" : "58030");
    ASSERT_EQ(test.last.range.size(), 8u);
  }
}

TEST_F(Retries, SplitsNothingForAStateThatPasses) {
  assign_and_read(8);
  test.assign(0, {1, 0});
  ASSERT_EQ(send(), 8u);
  fail(20, WriteAction::kRetryLater, "40P01");
  EXPECT_EQ(test.last.range.size(), 8u);
}

TEST_F(Retries, SplitsABatchThatBreaksEveryLinkItIsSentBy) {
  assign_and_read(8);
  test.assign(0, {1, 0});
  ASSERT_EQ(send(), 8u);
  fail(5, WriteAction::kLinkLost, "");
  EXPECT_EQ(test.last.range.size(), 4u);
}

TEST_F(Retries, SplitsNothingThatWasNeverSent) {
  assign_and_read(8);
  test.assign(0, {1, 0});
  ASSERT_EQ(send(), 8u);
  fail(20, WriteAction::kUnavailable, "");
  EXPECT_EQ(test.last.range.size(), 8u);
}

TEST_F(Retries, StopsThePartitionOfALoneRecordThatFailsForEverAndNeverSkipsIt) {
  assign_and_read(1);
  test.assign(0, {1, 0});
  ASSERT_EQ(send(), 1u);
  fail(4, WriteAction::kRetryUnknown, "XX000");
  answer(WriteAction::kRetryUnknown, "XX000");

  const auto stopped = test.pipeline.next_stop(test.now.steady);
  ASSERT_TRUE(stopped.has_value());
  EXPECT_EQ(stopped->partition, PartitionRef{});
  EXPECT_NE(stopped->reason.find("offset 0"), std::string::npos) << stopped->reason;
  EXPECT_NE(stopped->reason.find("XX000"), std::string::npos) << stopped->reason;
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
  test.now.steady += 5s;
  EXPECT_EQ(test.pipeline.next_resume(test.now.steady)->offset, Offset{0});
}

TEST(RetriesWithLetters, WriteNoneForARecordThatIsNotKnownToBeBad) {
  PipelineFixture test({.writers = 2, .topics = 2, .has_dead_letters = true});
  test.assign(0);
  test.assign(0, {1, 0});
  ASSERT_TRUE(test.read(0, "a"));
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(test.dispatch(), std::to_string(test.last.writer) + ": 0");
    test.answer(WriteAction::kRetryUnknown, test.last.writer, "a reason", "XX000");
    ASSERT_TRUE(test.read(i, "a", "1", {1, 0}));
    ASSERT_NE(test.dispatch(), "");
    test.answer(WriteAction::kApplied, test.last.writer);
    test.now.steady += 60s;
  }
  EXPECT_EQ(test.letters(), "");
  EXPECT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
}

}  // namespace
}  // namespace projector
