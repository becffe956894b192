// What the pipeline does when batches come back refused, partitions stop, and assignments end.

#include <gtest/gtest.h>

#include "projector/core/pipeline.h"

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""s;

TEST(Pipeline, RetriesABatchAfterAPauseAndKeepsItsOrder) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0) && test.read(1));
  ASSERT_EQ(test.dispatch(), "0: 0 1");
  test.answer(WriteAction::kRetryLater);
  EXPECT_EQ(test.dispatch(), "");
  EXPECT_TRUE(test.pipeline.next_deadline().has_value());
  ASSERT_TRUE(test.read(2));
  test.now.steady += 1s;
  EXPECT_EQ(test.dispatch(), "0: 0 1");
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 3u);
}

TEST(Pipeline, SendsOneProbeWhileTheSinkCannotBeReached) {
  PipelineFixture test({.writers = 2});
  test.assign(0);
  ASSERT_TRUE(test.read(0, "a") && test.read(1, "e"));
  ASSERT_NE(test.dispatch(), "");
  ASSERT_NE(test.dispatch(), "") << "choose keys that fall into two lanes";
  test.answer(WriteAction::kUnavailable, 0);
  test.answer(WriteAction::kUnavailable, 1);
  EXPECT_EQ(test.dispatch(), "");
  test.now.steady += 2s;
  EXPECT_NE(test.dispatch(), "");
  EXPECT_EQ(test.dispatch(), "") << "a second probe";
  test.answer(WriteAction::kApplied, test.last.writer);
  EXPECT_NE(test.dispatch(), "");
}

TEST(Pipeline, LetsAnotherWriterTakeTheLaneOfOneThatCannotConnect) {
  PipelineFixture test({.writers = 2});
  test.assign(0);
  ASSERT_TRUE(test.read(0, "e"));
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.answer(WriteAction::kUnavailable, 0);
  ASSERT_EQ(test.dispatch(), "0: 0") << "the first loss is tried again at once";
  ASSERT_TRUE(test.read(1, "a"));
  ASSERT_EQ(test.dispatch(), "1: 1");
  test.answer(WriteAction::kUnavailable, 0);
  EXPECT_EQ(test.dispatch(), "") << "the second loss in a row opens the circuit";
  test.last.range = {0, 1};
  test.answer(WriteAction::kApplied, 1);
  EXPECT_EQ(test.dispatch(), "1: 0") << "the writer that has a link takes the lane";
  EXPECT_EQ(test.dispatch(), "");
}

TEST(Pipeline, HalvesARefusedBatchAndAppliesTheNeighboursOfTheBadRecord) {
  PipelineFixture test;
  test.assign(0, {0, 0});
  test.assign(2, {0, 1});
  ASSERT_TRUE(test.read(0) && test.read(1) && test.read(3) && test.read(2, "k", "1", {0, 1}));
  ASSERT_EQ(test.dispatch(), "0: 0 1 3 2");
  test.answer(WriteAction::kIsolate);
  EXPECT_EQ(test.dispatch(), "0: 0 1");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 3 2");
  test.answer(WriteAction::kIsolate);
  EXPECT_EQ(test.dispatch(), "0: 3");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 2");
  test.answer(WriteAction::kIsolate, 0, "violates check constraint");
  EXPECT_EQ(test.dispatch(), "");

  const auto stopped = test.pipeline.next_stop(test.now.steady);
  ASSERT_TRUE(stopped.has_value());
  EXPECT_EQ(stopped->partition, (PartitionRef{0, 1}));
  EXPECT_NE(stopped->reason.find("offset 2"), std::string::npos) << stopped->reason;
  EXPECT_EQ(test.outcome(Outcome::kApplied), 3u);
  EXPECT_EQ(test.commits(), "0/0@4 0/1@2");
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
}

TEST(Pipeline, StandsStillAtARecordThatCannotBeMappedAndFinishesWhatCameBefore) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0) && test.read(1, "k", "bad") && test.read(2));
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@1");
  EXPECT_EQ(test.dispatch(), "");
  const auto stopped = test.pipeline.next_stop(test.now.steady);
  ASSERT_TRUE(stopped.has_value());
  EXPECT_TRUE(stopped->is_news);
}

TEST(Pipeline, TriesTheRecordAloneThatStoppedItsPartitionAndThenGoesOn) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0, "k", "bad"));
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  EXPECT_FALSE(test.pipeline.next_resume(test.now.steady).has_value());

  test.now.steady += 5s;
  const auto resumed = test.pipeline.next_resume(test.now.steady);
  ASSERT_TRUE(resumed.has_value());
  EXPECT_EQ(resumed->offset, Offset{0});
  ASSERT_TRUE(test.read(0) && test.read(1));  // Mended; the second comes too early.
  EXPECT_EQ(test.dispatch(), "0: 0");
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  test.answer(WriteAction::kApplied);

  const auto again = test.pipeline.next_resume(test.now.steady);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->offset, Offset{1});
  ASSERT_TRUE(test.read(1) && test.read(2));
  EXPECT_EQ(test.dispatch(), "0: 1 2");
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
}

TEST(Pipeline, SaysAReasonOnceHoweverOftenItIsTried) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0, "k", "bad"));
  EXPECT_TRUE(test.pipeline.next_stop(test.now.steady)->is_news);
  test.now.steady += 5s;
  ASSERT_TRUE(test.pipeline.next_resume(test.now.steady).has_value());
  ASSERT_TRUE(test.read(0, "k", "bad"));
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady)->is_news);
}

TEST(Pipeline, StopsEveryPartitionOfATopicWhoseTableIsNotWhatItWas) {
  PipelineFixture test({.topics = 2});
  test.assign(0, {0, 0});
  test.assign(0, {0, 1});
  test.assign(0, {1, 0});
  ASSERT_TRUE(test.read(0, "k", "1", {0, 0}) && test.read(0, "k", "1", {1, 0}));
  ASSERT_EQ(test.dispatch(), "0: 0");
  const std::uint32_t failed = test.last.batch->topic;
  ASSERT_EQ(failed, 0u);
  test.answer(WriteAction::kStop, 0, "column cabin does not exist");
  EXPECT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  EXPECT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
  EXPECT_EQ(test.dispatch(), "0: 0") << "the other topic goes on";
  EXPECT_EQ(test.last.batch->topic, 1u);
  EXPECT_EQ(test.outcome(Outcome::kReleased, 0), 1u);
}

// One record in a lane that hangs, and as many behind it, applied, as may be read again.
class HeldUpPipeline : public testing::Test {
 protected:
  HeldUpPipeline() {
    test.assign(0);
    EXPECT_TRUE(test.read(0, "a"));
    EXPECT_NE(test.dispatch(), "");
    stuck = test.last;
    for (std::int64_t offset = 1; test.pipeline.records_wanted() > 0; ++offset) {
      EXPECT_TRUE(test.read(offset, "e"));
      EXPECT_NE(test.dispatch(), "") << "choose keys that fall into two lanes";
      test.answer(WriteAction::kApplied, test.last.writer);
    }
  }

  PipelineFixture test{{.records = 4, .writers = 2}};
  Dispatch stuck;
};

TEST_F(HeldUpPipeline, ReadsNoMoreThanACrashMayReadAgain) {
  EXPECT_EQ(test.outcome(Outcome::kApplied), 7u) << "with the one that hangs: twice the limit";
  EXPECT_FALSE(test.read(8, "e"));
  EXPECT_EQ(test.commits(), "0/0@0");
}

TEST_F(HeldUpPipeline, ReadsOnAsSoonAsTheRecordIsApplied) {
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
  test.last = stuck;
  test.answer(WriteAction::kApplied, stuck.writer);
  EXPECT_EQ(test.pipeline.records_wanted(), 4u);
  test.now.steady += 60s;
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
}

TEST_F(HeldUpPipeline, StopsItsPartitionWhenTheOthersHaveWaitedLongEnough) {
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
  ASSERT_TRUE(test.pipeline.next_deadline().has_value());
  test.now.steady = *test.pipeline.next_deadline();
  EXPECT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  EXPECT_GT(test.pipeline.records_wanted(), 0u);
}

TEST_F(HeldUpPipeline, KeepsTheRecordThatHangsAndReadsOnlyWhatLiesBehindItAgain) {
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
  test.now.steady = *test.pipeline.next_deadline();
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  test.now.steady += 5s;
  EXPECT_FALSE(test.pipeline.next_resume(test.now.steady).has_value());
  test.last = stuck;
  test.answer(WriteAction::kApplied, stuck.writer);
  EXPECT_EQ(test.commits(), "0/0@1");
  EXPECT_EQ(test.pipeline.next_resume(test.now.steady)->offset, Offset{1});
}

// --- Assignments.

TEST(Pipeline, GivesUpWhatNoWriterHasWhenAPartitionGoes) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  ASSERT_EQ(test.dispatch(), "0: 0");
  ASSERT_TRUE(test.read(1) && test.read(2));
  test.pipeline.unassign({});
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 1u) << "only what the writer has";
  EXPECT_EQ(test.outcome(Outcome::kReleased), 2u);
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
  EXPECT_EQ(test.outcome(Outcome::kReleased), 3u);
  EXPECT_EQ(test.outcome(Outcome::kApplied), 0u);
}

TEST(Pipeline, LetsAResultOfAnOlderAssignmentMoveNothing) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.pipeline.unassign({});
  test.assign(0);
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@0");
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
}

TEST(Pipeline, DropsAFailedBatchOfAnOlderAssignment) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.pipeline.unassign({});
  test.answer(WriteAction::kRetryLater);
  test.now.steady += 60s;
  EXPECT_EQ(test.dispatch(), "");
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
}

TEST(Pipeline, DropsARecordOfAPartitionThatIsNotAssigned) {
  PipelineFixture test;
  EXPECT_TRUE(test.read(0));
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
}

TEST(Pipeline, GoesOnWhereTheLogBeginsWhenTheOffsetIsLost) {
  PipelineFixture test;
  test.assign(5);
  test.pipeline.skip_to({{}, Offset{90}}, test.now.steady);
  const auto resumed = test.pipeline.next_resume(test.now.steady);
  ASSERT_TRUE(resumed.has_value());
  EXPECT_EQ(resumed->offset, Offset{90});
  EXPECT_EQ(test.pipeline.figures().topics[0].offsets_lost, 1u);
  EXPECT_EQ(test.commits(), "0/0@90");
}

TEST(Pipeline, KnowsTheAgeOfWhatItStoppedBefore) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  test.now.wall += 40s;
  ASSERT_TRUE(test.read(1));
  test.pipeline.on_end_offset({{}, Offset{2}}, test.now);
  test.pipeline.stop({}, {StandstillCause::kSchema, "a reason"}, test.now.steady);
  EXPECT_DOUBLE_EQ(test.pipeline.oldest_age_seconds(0, test.now), 40);
}

TEST(Pipeline, CountsTheAgeOfRecordsThatNobodyReads) {
  PipelineFixture test;
  test.assign(0);
  test.pipeline.on_end_offset({{}, Offset{10}}, test.now);
  test.now.steady += 30s;
  test.now.wall += 30s;
  EXPECT_DOUBLE_EQ(test.pipeline.oldest_age_seconds(0, test.now), 30);
}

TEST(Pipeline, CountsALateResultOfUnmatchedRecordsAsReleased) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0) && test.read(1));
  ASSERT_EQ(test.dispatch(), "0: 0 1");
  test.pipeline.unassign({});

  WriteResult result;
  result.unmatched = 2;
  test.pipeline.on_result(0, result, std::chrono::milliseconds(5), test.now);

  EXPECT_EQ(test.outcome(Outcome::kReleased), 2u);
  EXPECT_EQ(test.outcome(Outcome::kUnmatched), 0u);
  EXPECT_EQ(test.outcome(Outcome::kStale), 0u);
}

}  // namespace
}  // namespace projector
