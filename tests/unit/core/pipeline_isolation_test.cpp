// What the search for refused records costs: statements of the order of bad records times the
// logarithm of the batch, for the one lane that has them.

#include <cmath>
#include <cstdint>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace projector {
namespace {

constexpr std::uint32_t kBatch = 500;

class Isolation : public testing::Test {
 protected:
  Isolation() { test.assign(0); }

  // Statements until a batch of one lane has its outcomes, in which these offsets are refused.
  std::uint32_t statements(const std::set<std::int64_t>& bad) {
    for (std::int64_t offset = 0; offset < kBatch; ++offset) {
      EXPECT_TRUE(test.read(offset, "a"));
    }
    std::uint32_t sent = 0;
    for (; test.dispatch() != ""; ++sent) {
      const auto& records = test.last.batch->records;
      const auto first = bad.lower_bound(records[test.last.range.first].offset.value);
      const bool is_refused =
          first != bad.end() && *first <= records[test.last.range.last - 1].offset.value;
      if (is_refused) {
        test.refuse();
      } else {
        test.answer(WriteAction::kApplied, test.last.writer);
      }
    }
    return sent;
  }

  PipelineFixture test{
      {.records = 1000, .batch_rows = kBatch, .writers = 2, .has_dead_letters = true}};
  const double log_batch = std::ceil(std::log2(kBatch));
};

TEST_F(Isolation, OfOneBadRecordCostsTwiceTheLogarithmOfItsBatch) {
  EXPECT_LE(statements({377}), 2 * log_batch + 1);
  EXPECT_EQ(test.outcome(Outcome::kApplied), kBatch - 1);
  EXPECT_EQ(test.letters(), "1:377(constraint)");
}

TEST_F(Isolation, OfOneInTwentyCostsSoMuchForEach) {
  std::set<std::int64_t> bad;
  for (std::int64_t offset = 7; offset < kBatch; offset += 20) bad.insert(offset);
  EXPECT_LE(statements(bad), static_cast<double>(bad.size()) * (2 * log_batch + 1));
  EXPECT_EQ(test.outcome(Outcome::kApplied), kBatch - bad.size());
}

TEST_F(Isolation, LeavesTheOtherLanesAtTheirRate) {
  for (std::int64_t offset = 0; offset < 8; ++offset) ASSERT_TRUE(test.read(offset, "a"));
  ASSERT_NE(test.dispatch(), "");
  const std::uint32_t searching = test.last.writer;
  test.refuse();
  ASSERT_NE(test.dispatch(), "");
  ASSERT_EQ(test.last.writer, searching);
  for (std::int64_t offset = 8; offset < 108; ++offset) {
    ASSERT_TRUE(test.read(offset, "e"));
    ASSERT_NE(test.dispatch(), "") << "choose keys that fall into two lanes";
    ASSERT_NE(test.last.writer, searching);
    test.answer(WriteAction::kApplied, test.last.writer);
  }
  EXPECT_EQ(test.outcome(Outcome::kApplied), 100u);
}

}  // namespace
}  // namespace projector
