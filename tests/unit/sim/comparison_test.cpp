#include "sim/comparison.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace harbor {
namespace {

PassengerRow row(std::int64_t version, std::string cabin = "A1") {
  PassengerRow result;
  result.version = version;
  result.cabin = std::move(cabin);
  return result;
}

RowKey key(int number) { return {"HP-" + std::to_string(number), 1}; }

TEST(Comparison, FindsNothingBetweenEqualTables) {
  Comparison comparison({{key(1), row(1)}, {key(2), row(2)}});
  comparison.found(key(2), row(2));
  comparison.found(key(1), row(1));
  EXPECT_TRUE(comparison.finish().none());
}

TEST(Comparison, FindsNothingBetweenEmptyTables) { EXPECT_TRUE(Comparison({}).finish().none()); }

TEST(Comparison, NamesAMissingRow) {
  Comparison comparison({{key(1), row(1)}});
  const Differences differences = comparison.finish();
  EXPECT_EQ(differences.missing, 1u);
  EXPECT_EQ(differences.missing_examples, std::vector<RowKey>{key(1)});
}

TEST(Comparison, NamesAnExtraRow) {
  Comparison comparison({});
  comparison.found(key(1), row(1));
  const Differences differences = comparison.finish();
  EXPECT_EQ(differences.extra, 1u);
  EXPECT_EQ(differences.extra_examples, std::vector<RowKey>{key(1)});
}

TEST(Comparison, NamesAnOlderRowWithBothVersions) {
  Comparison comparison({{key(1), row(5)}});
  comparison.found(key(1), row(4));
  const Differences differences = comparison.finish();
  EXPECT_EQ(differences.stale, 1u);
  EXPECT_EQ(differences.missing, 0u);
  ASSERT_EQ(differences.stale_examples.size(), 1u);
  EXPECT_EQ(differences.stale_examples[0].expected_version, 5);
  EXPECT_EQ(differences.stale_examples[0].found_version, 4);
}

TEST(Comparison, NamesTheColumnsOfOtherContent) {
  PassengerRow other = row(5, "B2");
  other.removed_at = Instant();
  Comparison comparison({{key(1), row(5)}});
  comparison.found(key(1), other);
  const Differences differences = comparison.finish();
  ASSERT_EQ(differences.stale_examples.size(), 1u);
  EXPECT_EQ(differences.stale_examples[0].columns,
            (std::vector<std::string_view>{"cabin", "removed_at"}));
}

TEST(Comparison, TellsNullFromEmptyText) {
  PassengerRow without = row(5, "");
  without.cabin.reset();
  Comparison comparison({{key(1), row(5, "")}});
  comparison.found(key(1), without);
  EXPECT_EQ(comparison.finish().stale, 1u);
}

TEST(Comparison, CountsAllAndKeepsTheFirstExamples) {
  ManifestFold::Rows rows;
  for (int number = 100; number < 120; ++number) rows[key(number)] = row(1);
  const Differences differences = Comparison(rows).finish();
  EXPECT_EQ(differences.missing, 20u);
  EXPECT_EQ(differences.missing_examples,
            (std::vector<RowKey>{key(100), key(101), key(102), key(103), key(104)}));
}

}  // namespace
}  // namespace harbor
