#include "sim/fold.h"

#include <gtest/gtest.h>

namespace harbor {
namespace {

BookingSnapshot snapshot(std::int64_t version, std::string cabin) {
  BookingSnapshot result;
  result.key = {"HP-1", 1};
  result.version = version;
  result.cabin = std::move(cabin);
  return result;
}

const PassengerRow& only_row(const ManifestFold& fold) {
  EXPECT_EQ(fold.rows().size(), 1u);
  return fold.rows().at({"HP-1", 1});
}

TEST(ManifestFold, InsertsAnAbsentRow) {
  ManifestFold fold;
  EXPECT_EQ(fold.apply(snapshot(3, "A1")), Outcome::kApplied);
  EXPECT_EQ(only_row(fold).version, 3);
  EXPECT_EQ(only_row(fold).cabin, "A1");
}

TEST(ManifestFold, InsertsAtAnyVersion) {
  ManifestFold fold;
  EXPECT_EQ(fold.apply(snapshot(-5, "A1")), Outcome::kApplied);
  EXPECT_EQ(only_row(fold).version, -5);
}

TEST(ManifestFold, TakesTheNewerVersion) {
  ManifestFold fold;
  static_cast<void>(fold.apply(snapshot(1, "A1")));
  EXPECT_EQ(fold.apply(snapshot(2, "B2")), Outcome::kApplied);
  EXPECT_EQ(only_row(fold).version, 2);
  EXPECT_EQ(only_row(fold).cabin, "B2");
}

TEST(ManifestFold, RefusesAnOlderVersion) {
  ManifestFold fold;
  static_cast<void>(fold.apply(snapshot(2, "B2")));
  EXPECT_EQ(fold.apply(snapshot(1, "A1")), Outcome::kStale);
  EXPECT_EQ(only_row(fold).version, 2);
  EXPECT_EQ(only_row(fold).cabin, "B2");
}

TEST(ManifestFold, KeepsTheFirstOfEqualVersions) {
  ManifestFold fold;
  static_cast<void>(fold.apply(snapshot(2, "B2")));
  EXPECT_EQ(fold.apply(snapshot(2, "C3")), Outcome::kStale);
  EXPECT_EQ(only_row(fold).cabin, "B2");
}

TEST(ManifestFold, SetsColumnsToNullThatTheNewerVersionLacks) {
  ManifestFold fold;
  static_cast<void>(fold.apply(snapshot(1, "A1")));
  BookingSnapshot without_cabin = snapshot(2, "");
  without_cabin.cabin.reset();
  static_cast<void>(fold.apply(without_cabin));
  EXPECT_EQ(only_row(fold).cabin, std::nullopt);
}

TEST(ManifestFold, KeepsPassengersOfABookingApart) {
  ManifestFold fold;
  static_cast<void>(fold.apply(snapshot(5, "A1")));
  BookingSnapshot second = snapshot(1, "A2");
  second.key.passenger_no = 2;
  EXPECT_EQ(fold.apply(second), Outcome::kApplied);
  EXPECT_EQ(fold.rows().size(), 2u);
}

TEST(ManifestFold, IsEmptyAfterItsRowsWereTaken) {
  ManifestFold fold;
  static_cast<void>(fold.apply(snapshot(1, "A1")));
  EXPECT_EQ(fold.take_rows().size(), 1u);
  EXPECT_TRUE(fold.rows().empty());
}

}  // namespace
}  // namespace harbor
