#include "sim/comparison.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace harbor {
namespace {

PassengerRow row(std::int64_t version, std::string_view cabin = "A1") {
  PassengerRow result;
  result.version = version;
  result.cabin = Text(cabin);
  return result;
}

RowKey key(int number) { return {"HP-" + std::to_string(number), 1}; }

// What the table should hold.
ManifestFold::Rows rows_of(const std::vector<std::pair<RowKey, PassengerRow>>& expected) {
  ManifestFold::Rows rows;
  for (const auto& [at, row] : expected) rows[at.booking_id][at.passenger_no] = row;
  return rows;
}

PassengerRow removed(PassengerRow row) {
  row.removed_at = Instant(std::chrono::hours(1));
  return row;
}

TEST(Comparison, FindsNothingBetweenEqualTables) {
  Comparison comparison(rows_of({{key(1), row(1)}, {key(2), row(2)}}));
  comparison.found(key(2), row(2));
  comparison.found(key(1), row(1));
  EXPECT_TRUE(comparison.finish().none());
}

TEST(Comparison, FindsNothingBetweenEmptyTables) { EXPECT_TRUE(Comparison({}).finish().none()); }

TEST(Comparison, NamesAMissingRow) {
  Comparison comparison(rows_of({{key(1), row(1)}}));
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
  Comparison comparison(rows_of({{key(1), row(5)}}));
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
  Comparison comparison(rows_of({{key(1), row(5)}}));
  comparison.found(key(1), other);
  const Differences differences = comparison.finish();
  ASSERT_EQ(differences.stale_examples.size(), 1u);
  EXPECT_EQ(differences.stale_examples[0].columns,
            (std::vector<std::string_view>{"cabin", "removed_at"}));
}

TEST(Comparison, TellsNullFromEmptyText) {
  PassengerRow without = row(5, "");
  without.cabin = Text();
  Comparison comparison(rows_of({{key(1), row(5, "")}}));
  comparison.found(key(1), without);
  EXPECT_EQ(comparison.finish().stale, 1u);
}

TEST(Comparison, TellsARowThatShouldNotBeMarked) {
  Comparison comparison(rows_of({{key(1), row(5)}}));
  comparison.found(key(1), removed(row(5)));
  const Differences differences = comparison.finish();
  EXPECT_EQ(differences.stale, 1u);
  EXPECT_EQ(differences.wrongly_removed, 1u);
  EXPECT_EQ(differences.wrongly_present, 0u);
}

TEST(Comparison, TellsARowThatShouldBeMarked) {
  Comparison comparison(rows_of({{key(1), removed(row(5))}}));
  comparison.found(key(1), row(5));
  const Differences differences = comparison.finish();
  EXPECT_EQ(differences.stale, 1u);
  EXPECT_EQ(differences.wrongly_removed, 0u);
  EXPECT_EQ(differences.wrongly_present, 1u);
}

TEST(Comparison, FindsAnotherTimeOfTheMark) {
  PassengerRow later = removed(row(5));
  *later.removed_at += std::chrono::milliseconds(1);
  Comparison comparison(rows_of({{key(1), removed(row(5))}}));
  comparison.found(key(1), later);
  const Differences differences = comparison.finish();
  EXPECT_EQ(differences.stale, 1u);
  EXPECT_EQ(differences.wrongly_removed + differences.wrongly_present, 0u);
}

TEST(Comparison, NamesARowOfAKnownBookingThatShouldNotBeThere) {
  Comparison comparison(rows_of({{key(1), row(5)}}));
  comparison.found(key(1), row(5));
  comparison.found({key(1).booking_id, 2}, row(5));
  EXPECT_EQ(comparison.finish().extra, 1u);
}

TEST(Comparison, CountsAllAndKeepsTheFirstExamples) {
  ManifestFold::Rows rows;
  for (int number = 100; number < 120; ++number) rows[key(number).booking_id][1] = row(1);
  const Differences differences = Comparison(rows).finish();
  EXPECT_EQ(differences.missing, 20u);
  EXPECT_EQ(differences.missing_examples,
            (std::vector<RowKey>{key(100), key(101), key(102), key(103), key(104)}));
}

}  // namespace
}  // namespace harbor
