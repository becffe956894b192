#include "projector/core/pipeline.h"

#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""s;

TEST(Pipeline, SendsWhatTheLaneCollectedWhileTheWriterWasBusy) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  EXPECT_EQ(test.dispatch(), "0: 0");
  ASSERT_TRUE(test.read(1) && test.read(2));
  EXPECT_EQ(test.dispatch(), "") << "two batches of one lane in the air";
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 1 2");
}

TEST(Pipeline, FillsABatchUpToItsRowsAndStartsTheNext) {
  PipelineFixture test({.batch_rows = 3});
  test.assign(0);
  for (int offset = 0; offset < 4; ++offset) ASSERT_TRUE(test.read(offset));
  EXPECT_EQ(test.dispatch(), "0: 0 1 2");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 3");
}

TEST(Pipeline, OpensANewBatchForARecordWhoseRowsDoNotFit) {
  PipelineFixture test({.batch_rows = 4});
  test.assign(0);
  ASSERT_TRUE(test.read(0, "k", "3") && test.read(1, "k", "2"));
  EXPECT_EQ(test.dispatch(), "0: 0");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 1");
}

TEST(Pipeline, MakesARecordOfTooManyRowsABatchOfItsOwn) {
  PipelineFixture test({.batch_rows = 4});
  test.assign(0);
  ASSERT_TRUE(test.read(0, "k", "9") && test.read(1));
  EXPECT_EQ(test.dispatch(), "0: 0");
}

TEST(Pipeline, WantsNoRecordBeyondItsCredits) {
  PipelineFixture test({.records = 2});
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  EXPECT_EQ(test.pipeline.records_wanted(), 1u);
  ASSERT_TRUE(test.read(1));
  EXPECT_EQ(test.pipeline.records_wanted(), 0u);
  EXPECT_FALSE(test.read(2));
}

TEST(Pipeline, OffersARecordAgainThatHasNoRoomForItsBytes) {
  PipelineFixture test({.bytes = 700});
  test.assign(0);
  const std::string value = "1" + std::string(300, 'x');
  ASSERT_TRUE(test.read(0, "k", value));
  EXPECT_FALSE(test.read(1, "k", value))
      << "bytes in use: " << test.pipeline.credits().bytes_in_use();
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.answer(WriteAction::kApplied);
  EXPECT_TRUE(test.read(1, "k", value));
}

TEST(Pipeline, StandsStillBehindARecordThatCouldNeverHaveRoom) {
  PipelineFixture test({.bytes = 2500});
  test.assign(0);
  EXPECT_TRUE(test.read(0, "k", std::string(600, 'x')));
  const auto stopped = test.pipeline.next_stop(test.now.steady);
  ASSERT_TRUE(stopped.has_value());
  EXPECT_NE(stopped->reason.find("flow.in_flight_bytes"), std::string::npos) << stopped->reason;
  EXPECT_EQ(test.commits(), "0/0@0");
}

TEST(Pipeline, CommitsOnlyWhatIsAppliedWithoutAGap) {
  PipelineFixture test({.writers = 2});
  test.assign(0);
  ASSERT_TRUE(test.read(0, "a") && test.read(1, "e") && test.read(2, "a"));
  const std::string first = test.dispatch();
  const Dispatch first_sent = test.last;
  const std::string second = test.dispatch();
  ASSERT_FALSE(second.empty()) << "choose keys that fall into two lanes";
  test.answer(WriteAction::kApplied, test.last.writer);
  const bool second_has_start = second.find(" 0") != std::string::npos;
  EXPECT_EQ(test.commits(), second_has_start ? "0/0@1" : "0/0@0") << first << " | " << second;
  test.last = first_sent;
  test.answer(WriteAction::kApplied, first_sent.writer);
  EXPECT_EQ(test.commits(), "0/0@3");
}

TEST(Pipeline, OffersNoOffsetTwiceOnceItIsStored) {
  PipelineFixture test;
  test.assign(7);
  EXPECT_EQ(test.commits(), "0/0@7");
  test.pipeline.on_committed(test.pipeline.commits());
  EXPECT_EQ(test.commits(), "");
}

TEST(Pipeline, KeepsOneKeyInOneLane) {
  PipelineFixture test({.writers = 4});
  test.assign(0);
  for (int offset = 0; offset < 8; ++offset) ASSERT_TRUE(test.read(offset, "same"));
  EXPECT_NE(test.dispatch().find(": 0 1 2 3 4 5 6 7"), std::string::npos);
  EXPECT_EQ(test.dispatch(), "");
}

TEST(Pipeline, GoesBackToTheBeginningOfALogThatWasCut) {
  PipelineFixture test;
  test.assign(5000);
  ASSERT_TRUE(test.read(5000));
  test.pipeline.skip_to({{}, Offset{100}}, test.now.steady);
  EXPECT_EQ(test.pipeline.next_resume(test.now.steady)->offset, Offset{100});
  EXPECT_TRUE(test.read(100));
  EXPECT_EQ(test.dispatch(), "0: 100");
}

TEST(Pipeline, CommitsAnewFromTheBeginningOfALogThatWasCut) {
  PipelineFixture test;
  test.assign(5000);
  const PartitionOffset before{{}, Offset{5000}};
  test.pipeline.on_committed({&before, 1});
  ASSERT_EQ(test.commits(), "");
  test.pipeline.skip_to({{}, Offset{100}}, test.now.steady);
  EXPECT_EQ(test.commits(), "0/0@100");
  test.pipeline.on_committed({&before, 1});
  EXPECT_EQ(test.commits(), "0/0@100") << "an answer of the time before";
}

TEST(Pipeline, NeverReadsAgainWhatItGaveOver) {
  PipelineFixture test;
  test.assign(0);
  test.pipeline.give_over({}, {StandstillCause::kOffsetLost, "the offset is lost"});
  EXPECT_TRUE(test.pipeline.next_stop(test.now.steady)->is_news);
  test.now.steady += std::chrono::hours(24);
  EXPECT_FALSE(test.pipeline.next_resume(test.now.steady).has_value());
}

TEST(Pipeline, HasNoDeadlineForALaneWhoseWriterIsBusyElsewhere) {
  PipelineFixture test({.topics = 2});
  test.assign(0, {0, 0});
  test.assign(0, {1, 0});
  ASSERT_TRUE(test.read(0, "k", "1", {0, 0}));
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.answer(WriteAction::kRetryLater);
  ASSERT_TRUE(test.read(0, "k", "1", {1, 0}));
  ASSERT_EQ(test.dispatch(), "0: 0");
  EXPECT_FALSE(test.pipeline.next_deadline().has_value());
}

TEST(Pipeline, FinishesWhatItHasInHandBeforeItSkipsALostOffset) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0) && test.read(1));
  ASSERT_EQ(test.dispatch(), "0: 0 1");
  test.pipeline.skip_to({{}, Offset{120}}, test.now.steady);
  EXPECT_EQ(test.commits(), "0/0@0");
  EXPECT_FALSE(test.pipeline.next_resume(test.now.steady).has_value());
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.outcome(Outcome::kApplied), 2u);
  EXPECT_EQ(test.pipeline.next_resume(test.now.steady)->offset, Offset{120});
}

TEST(Pipeline, LetsIgnoredRecordsBehindAnUnfinishedOneHoldUpNothing) {
  PipelineFixture test({.records = 4});
  test.assign(0);
  ASSERT_TRUE(test.read(0) && test.read(1, "k", "skip"));
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.commits(), "0/0@2");
  EXPECT_EQ(test.pipeline.records_wanted(), 4u);
  test.pipeline.unassign({});
  EXPECT_EQ(test.pipeline.records_wanted(), 4u);
}

TEST(Pipeline, HasNoDeadlineWhileThereIsNothingToProbeWith) {
  PipelineFixture test;
  test.assign(0);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(test.read(i));
    ASSERT_NE(test.dispatch(), "");
    test.answer(WriteAction::kUnavailable);
    test.now.steady += 5s;
  }
  test.pipeline.unassign({});
  EXPECT_FALSE(test.pipeline.next_deadline().has_value());
}

TEST(Pipeline, CountsAnIgnoredRecordAndPassesIt) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0, "k", "skip"));
  EXPECT_EQ(test.outcome(Outcome::kIgnored), 1u);
  EXPECT_EQ(test.commits(), "0/0@1");
}

TEST(Pipeline, DropsARecordItHasReadBefore) {
  PipelineFixture test;
  test.assign(5);
  ASSERT_TRUE(test.read(5) && test.read(5));
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 1u);
  EXPECT_EQ(test.pipeline.figures().topics[0].redelivered, 1u);
}

}  // namespace
}  // namespace projector
