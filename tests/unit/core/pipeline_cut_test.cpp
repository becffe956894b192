// What becomes of a partition's other records when its table refuses one, and nobody takes letters.

#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""s;

// Two lanes: records of key "a" go into one, those of key "e" into the other.
class CutPartition : public testing::Test {
 protected:
  CutPartition() { test.assign(0); }

  // Sends what waits of the lane of `key`, and returns it.
  Dispatch send() {
    EXPECT_NE(test.dispatch(), "") << "choose keys that fall into two lanes";
    return test.last;
  }
  void answer(const Dispatch& sent, WriteAction action) {
    test.last = sent;
    test.answer(action, sent.writer);
  }
  void refuse(const Dispatch& sent) {
    test.last = sent;
    test.refuse();
  }

  PipelineFixture test{{.writers = 2}};
};

TEST_F(CutPartition, FinishesWhatIsInTheAirBeforeTheRefusedRecord) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch good = send();
  ASSERT_TRUE(test.read(1, "e"));
  refuse(send());
  EXPECT_EQ(test.commits(), "0/0@0");
  EXPECT_EQ(test.pipeline.unfinished({}), 1u) << "a stop waits for it";
  answer(good, WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@1");
  EXPECT_EQ(test.outcome(Outcome::kApplied), 1u);
  EXPECT_EQ(test.outcome(Outcome::kReleased), 1u);
}

TEST_F(CutPartition, WritesWhatWaitsInAnotherLaneBeforeTheRefusedRecord) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch busy = send();
  ASSERT_TRUE(test.read(1, "a") && test.read(2, "a") && test.read(3, "e"));
  refuse(send());
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  answer(busy, WriteAction::kApplied);
  const Dispatch waiting = send();
  ASSERT_EQ(waiting.range.size(), 2u);
  answer(waiting, WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@3");
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
}

TEST_F(CutPartition, GivesUpWhatLiesBehindTheRefusedRecord) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch good = send();
  ASSERT_TRUE(test.read(1, "e"));
  const Dispatch bad = send();
  ASSERT_TRUE(test.read(2, "a") && test.read(3, "e"));
  refuse(bad);
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 1u);
  answer(good, WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "");
  EXPECT_EQ(test.outcome(Outcome::kReleased), 3u);
  EXPECT_EQ(test.commits(), "0/0@1");
}

TEST_F(CutPartition, ResumesAtTheRefusedRecordOnceAllBeforeItIsFinished) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch good = send();
  ASSERT_TRUE(test.read(1, "e"));
  refuse(send());
  test.now.steady += 5s;
  EXPECT_FALSE(test.pipeline.next_resume(test.now.steady).has_value());
  answer(good, WriteAction::kApplied);
  const auto resumed = test.pipeline.next_resume(test.now.steady);
  ASSERT_TRUE(resumed.has_value());
  EXPECT_EQ(resumed->offset, Offset{1});
  ASSERT_TRUE(test.read(1, "e"));
  answer(send(), WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@2");
}

TEST_F(CutPartition, LetsALateResultFromBehindTheCutMoveNothing) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch bad = send();
  ASSERT_TRUE(test.read(1, "e"));
  const Dispatch behind = send();
  refuse(bad);
  EXPECT_EQ(test.pipeline.unfinished({}), 0u);
  test.now.steady += 5s;
  ASSERT_TRUE(test.pipeline.next_resume(test.now.steady).has_value());
  ASSERT_TRUE(test.read(0, "a"));
  answer(behind, WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@0");
  EXPECT_EQ(test.outcome(Outcome::kApplied), 0u);
  answer(send(), WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@1");
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
}

TEST_F(CutPartition, IsCutLowerByASecondRefusedRecordBeforeTheFirst) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch lower = send();
  ASSERT_TRUE(test.read(1, "e"));
  refuse(send());
  EXPECT_NE(test.pipeline.next_stop(test.now.steady)->reason.find("offset 1 "), std::string::npos);
  refuse(lower);
  EXPECT_NE(test.pipeline.next_stop(test.now.steady)->reason.find("offset 0 "), std::string::npos);
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
  test.now.steady += 5s;
  EXPECT_EQ(test.pipeline.next_resume(test.now.steady)->offset, Offset{0});
}

TEST_F(CutPartition, HearsNothingOfASecondRefusedRecordBehindTheFirst) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch first = send();
  ASSERT_TRUE(test.read(1, "e"));
  const Dispatch second = send();
  refuse(first);
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  refuse(second);
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
}

TEST_F(CutPartition, KnowsTheAgeOfTheRecordItWasCutAt) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch good = send();
  test.now.wall += 10s;
  ASSERT_TRUE(test.read(1, "e"));
  const Dispatch bad = send();
  test.pipeline.on_end_offset({{}, Offset{2}}, test.now);
  test.now.wall += 30s;
  answer(good, WriteAction::kApplied);
  refuse(bad);
  EXPECT_DOUBLE_EQ(test.pipeline.oldest_age_seconds(0, test.now), 30);
}

TEST_F(CutPartition, HasNoMoreToReadAgainThanBefore) {
  ASSERT_TRUE(test.read(0, "a"));
  const Dispatch bad = send();
  ASSERT_TRUE(test.read(1, "e"));
  answer(send(), WriteAction::kApplied);
  refuse(bad);
  EXPECT_EQ(test.pipeline.records_wanted(), 100u) << "what was applied behind it is forgotten";
}

}  // namespace
}  // namespace projector
