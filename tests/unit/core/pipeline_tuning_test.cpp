// Other limits while records are in flight: at the new limit, one below, one above.

#include <algorithm>

#include <gtest/gtest.h>

#include "projector/core/pipeline.h"

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;

// What the fixture's pipeline has, to change one thing of it.
PipelineTunables tunables(const PipelineFixture::Limits& limits) {
  PipelineTunables made;
  made.flow.in_flight_records = limits.records;
  made.flow.in_flight_bytes = limits.bytes;
  made.flow.batch_rows = limits.batch_rows;
  return made;
}

void tune(PipelineFixture& test, const PipelineTunables& tunables) {
  test.pipeline.tune(tunables, test.now.steady);
}

TEST(PipelineTuning, ReadsOnAtOnceWithMoreCredits) {
  PipelineFixture test({.records = 2});
  test.assign(0);
  ASSERT_TRUE(test.read(0) && test.read(1));
  ASSERT_FALSE(test.read(2));
  tune(test, tunables({.records = 3}));
  EXPECT_EQ(test.pipeline.records_wanted(), 1u);
  EXPECT_TRUE(test.read(2));
  EXPECT_FALSE(test.read(3));
}

TEST(PipelineTuning, StopsReadingUntilWhatIsInFlightFallsBelowFewerCredits) {
  PipelineFixture test({.records = 4, .batch_rows = 1});
  test.assign(0);
  for (int offset = 0; offset < 4; ++offset) ASSERT_TRUE(test.read(offset));
  tune(test, tunables({.records = 2, .batch_rows = 1}));
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 4u);
  EXPECT_EQ(test.pipeline.records_wanted(), 0u);
  for (const char* batch : {"0: 0", "0: 1"}) {  // One above the limit, then at it.
    ASSERT_EQ(test.dispatch(), batch);
    test.answer(WriteAction::kApplied);
    EXPECT_FALSE(test.read(4));
  }
  ASSERT_EQ(test.dispatch(), "0: 2");
  test.answer(WriteAction::kApplied);
  EXPECT_TRUE(test.read(4));
  EXPECT_FALSE(test.read(5));
}

TEST(PipelineTuning, FinishesWhatIsInFlightBeyondFewerBytes) {
  PipelineFixture test({.batch_rows = 1});
  test.assign(0);
  ASSERT_TRUE(test.read(0) && test.read(1));
  const std::size_t of_one = test.pipeline.credits().bytes_in_use() / 2;
  tune(test, tunables({.batch_rows = 1, .bytes = of_one}));
  EXPECT_EQ(test.pipeline.credits().bytes_available(), 0u);
  EXPECT_FALSE(test.read(2));
  for (const char* batch : {"0: 0", "0: 1"}) {
    ASSERT_EQ(test.dispatch(), batch);
    EXPECT_FALSE(test.read(2));
    test.answer(WriteAction::kApplied);
  }
  EXPECT_TRUE(test.read(2));
  EXPECT_FALSE(test.read(3));
  EXPECT_EQ(test.commits(), "0/0@2");
}

TEST(PipelineTuning, TakesAtMostSoManyAtOnePoll) {
  PipelineFixture test;
  PipelineTunables other = tunables({});
  other.flow.poll_records = 7;
  tune(test, other);
  EXPECT_EQ(test.pipeline.records_wanted(), 7u);
}

TEST(PipelineTuning, FillsBatchesByTheNewRows) {
  PipelineFixture test({.batch_rows = 3});
  test.assign(0);
  for (int offset = 0; offset < 5; ++offset) ASSERT_TRUE(test.read(offset));
  tune(test, tunables({.batch_rows = 2}));  // The second batch is full with that.
  ASSERT_TRUE(test.read(5));
  EXPECT_EQ(test.dispatch(), "0: 0 1 2");
  tune(test, tunables({.batch_rows = 3}));
  ASSERT_TRUE(test.read(6) && test.read(7) && test.read(8));
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 3 4");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 5 6 7");
}

TEST(PipelineTuning, FillsBatchesByTheNewBytes) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  PipelineTunables other = tunables({});
  other.flow.batch_bytes = 2 * test.pipeline.credits().bytes_in_use();
  tune(test, other);
  ASSERT_TRUE(test.read(1) && test.read(2));
  EXPECT_EQ(test.dispatch(), "0: 0 1");
}

TEST(PipelineTuning, EndsAPauseThatIsLongerThanTheNewLimit) {
  PipelineFixture test;
  PipelineTunables patient = tunables({});
  patient.retry = {3600s, 3600s};
  tune(test, patient);
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.answer(WriteAction::kRetryLater);
  test.now.steady += 100s;
  ASSERT_EQ(test.dispatch(), "");
  PipelineTunables quick = tunables({});
  quick.retry = {100ms, 1s};
  tune(test, quick);
  test.now.steady += 999ms;
  EXPECT_EQ(test.dispatch(), "");
  test.now.steady += 1ms;
  EXPECT_EQ(test.dispatch(), "0: 0");
}

TEST(PipelineTuning, LengthensNoPauseThatHasBegun) {
  PipelineFixture test;
  test.assign(0);
  ASSERT_TRUE(test.read(0));
  ASSERT_EQ(test.dispatch(), "0: 0");
  test.answer(WriteAction::kRetryLater);
  PipelineTunables patient = tunables({});
  patient.retry = {3600s, 3600s};
  tune(test, patient);
  test.now.steady += 100ms;
  EXPECT_EQ(test.dispatch(), "0: 0");
}

TEST(PipelineTuning, TakesBudgetAndReserveOfTheTopicThatItNames) {
  PipelineFixture test({.topics = 2});
  PipelineTunables other = tunables({});
  other.freshness_budgets = {{"topic-1", 77s}, {"topic-9", 1s}};
  other.retention_reserves = {{"topic-1", 3h}};
  tune(test, other);
  EXPECT_EQ(test.pipeline.topic(0).freshness_budget, 120s);
  EXPECT_EQ(test.pipeline.topic(0).retention_reserve, 2h);
  EXPECT_EQ(test.pipeline.topic(1).retention_reserve, 3h);
  EXPECT_EQ(test.pipeline.topic(1).freshness_budget, 77s);
  const auto& bounds = test.pipeline.figures().topics[1].freshness.bounds();
  EXPECT_TRUE(std::find(bounds.begin(), bounds.end(), 77.0) != bounds.end());
}

}  // namespace
}  // namespace projector
