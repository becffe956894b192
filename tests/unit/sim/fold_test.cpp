#include "sim/fold.h"

#include <gtest/gtest.h>

namespace harbor {
namespace {

constexpr Instant kNoon = Instant(std::chrono::hours(12));
constexpr Instant kLater = Instant(std::chrono::hours(13));

FlatBooking flat(std::int64_t version, std::string_view cabin) {
  FlatBooking booking;
  booking.key = {"HP-1", 1};
  booking.version = version;
  booking.cabin = Text(cabin);
  return booking;
}

Snapshot snapshot(std::int64_t version, std::vector<std::int32_t> passengers) {
  Snapshot snapshot;
  snapshot.booking_id = "HP-1";
  snapshot.version = version;
  snapshot.status = Text("confirmed");
  snapshot.recorded_at = kNoon;
  for (const std::int32_t number : passengers) {
    snapshot.passengers.push_back({number, Text("N"), Text("C" + std::to_string(version))});
  }
  return snapshot;
}

CheckIn check_in(std::int64_t version, std::int32_t passenger) {
  return {{"HP-1", passenger}, version, kNoon, Text("C")};
}

Cancellation cancellation(std::int64_t version) { return {"HP-1", version}; }

Erasure erasure(std::int64_t version) { return {"HP-1", version, kLater}; }

const PassengerRow& row(const ManifestFold& fold, std::int32_t passenger) {
  return fold.rows().at("HP-1").at(passenger);
}

ManifestFold folded(const std::vector<Change>& changes) {
  ManifestFold fold;
  for (const Change& change : changes) static_cast<void>(fold.apply(change));
  return fold;
}

// --- upsert

TEST(ManifestFold, InsertsAnAbsentRowAtAnyVersion) {
  ManifestFold fold;
  EXPECT_EQ(fold.apply(flat(-5, "A1")), Outcome::kApplied);
  EXPECT_EQ(row(fold, 1).version, -5);
  EXPECT_EQ(row(fold, 1).cabin, Text("A1"));
}

TEST(ManifestFold, TakesTheNewerVersion) {
  const ManifestFold fold = folded({flat(1, "A1"), flat(2, "B2")});
  EXPECT_EQ(row(fold, 1).version, 2);
  EXPECT_EQ(row(fold, 1).cabin, Text("B2"));
}

TEST(ManifestFold, RefusesAnOlderVersion) {
  ManifestFold fold = folded({flat(2, "B2")});
  EXPECT_EQ(fold.apply(flat(1, "A1")), Outcome::kStale);
  EXPECT_EQ(row(fold, 1).cabin, Text("B2"));
}

TEST(ManifestFold, KeepsTheFirstOfEqualVersions) {
  ManifestFold fold = folded({flat(2, "B2")});
  EXPECT_EQ(fold.apply(flat(2, "C3")), Outcome::kStale);
  EXPECT_EQ(row(fold, 1).cabin, Text("B2"));
}

TEST(ManifestFold, SetsColumnsToNullThatTheNewerVersionLacks) {
  FlatBooking without_cabin = flat(2, "");
  without_cabin.cabin = Text();
  EXPECT_TRUE(row(folded({flat(1, "A1"), without_cabin}), 1).cabin.is_null());
}

// --- replace

TEST(ManifestFold, InsertsARowForEachPassenger) {
  ManifestFold fold;
  EXPECT_EQ(fold.apply(snapshot(1, {1, 2})), Outcome::kApplied);
  EXPECT_EQ(count_rows(fold.rows()), 2u);
  EXPECT_EQ(fold.rows_changed(), 2u);
}

TEST(ManifestFold, MarksWhoIsNotListed) {
  const ManifestFold fold = folded({snapshot(1, {1, 2}), snapshot(2, {1})});
  EXPECT_EQ(row(fold, 1).removed_at, std::nullopt);
  EXPECT_EQ(row(fold, 2).removed_at, kNoon);
  EXPECT_EQ(row(fold, 2).version, 2);
  EXPECT_EQ(row(fold, 2).full_name, Text("N"));
}

TEST(ManifestFold, MarksWhoWasMarkedAlreadyAtTheNewVersion) {
  Snapshot third = snapshot(3, {1});
  third.recorded_at = kLater;
  const ManifestFold fold = folded({snapshot(1, {1, 2}), snapshot(2, {1}), third});
  EXPECT_EQ(row(fold, 2).version, 3);
  EXPECT_EQ(row(fold, 2).removed_at, kLater);
}

TEST(ManifestFold, BringsBackWhoIsListedAgainWithWhatWasKept) {
  const ManifestFold fold =
      folded({snapshot(1, {1, 2}), check_in(2, 2), snapshot(3, {1}), snapshot(4, {1, 2})});
  EXPECT_EQ(row(fold, 2).removed_at, std::nullopt);
  EXPECT_EQ(row(fold, 2).checked_in_at, kNoon);
}

TEST(ManifestFold, InsertsAChildByAStaleSnapshotAndRefusesTheRest) {
  ManifestFold fold = folded({snapshot(5, {1})});
  EXPECT_EQ(fold.apply(snapshot(3, {1, 2})), Outcome::kApplied);
  EXPECT_EQ(row(fold, 1).version, 5);
  EXPECT_EQ(row(fold, 2).version, 3);
}

TEST(ManifestFold, DoesNotMarkANewerRow) {
  ManifestFold fold = folded({snapshot(5, {1})});
  EXPECT_EQ(fold.apply(snapshot(3, {})), Outcome::kStale);
  EXPECT_EQ(row(fold, 1).removed_at, std::nullopt);
}

TEST(ManifestFold, RemovesAllByASnapshotOfNobody) {
  ManifestFold fold = folded({snapshot(1, {1, 2})});
  EXPECT_EQ(fold.apply(snapshot(2, {})), Outcome::kApplied);
  EXPECT_EQ(row(fold, 1).removed_at, kNoon);
  EXPECT_EQ(row(fold, 2).removed_at, kNoon);
}

TEST(ManifestFold, FindsNothingToRemoveInAnAbsentBooking) {
  ManifestFold fold;
  EXPECT_EQ(fold.apply(snapshot(1, {})), Outcome::kUnmatched);
  EXPECT_EQ(count_rows(fold.rows()), 0u);
}

TEST(ManifestFold, KeepsTheFirstOfTwoElementsForOneRow) {
  Snapshot twice = snapshot(1, {1, 1});
  twice.passengers[1].cabin = Text("LATER");
  EXPECT_EQ(row(folded({twice}), 1).cabin, Text("C1"));
}

// --- update

TEST(ManifestFold, UpdatesOnlyItsColumns) {
  const ManifestFold fold = folded({snapshot(1, {1, 2}), check_in(2, 1)});
  EXPECT_EQ(row(fold, 1).checked_in_at, kNoon);
  EXPECT_EQ(row(fold, 1).boarding_group, Text("C"));
  EXPECT_EQ(row(fold, 1).cabin, Text("C1"));
  EXPECT_EQ(row(fold, 1).version, 2);
  EXPECT_EQ(row(fold, 2).version, 1);
}

TEST(ManifestFold, DoesNotInsertByAnUpdate) {
  ManifestFold fold = folded({snapshot(1, {1})});
  EXPECT_EQ(fold.apply(check_in(2, 7)), Outcome::kUnmatched);
  EXPECT_EQ(count_rows(fold.rows()), 1u);
  EXPECT_EQ(folded({}).apply(check_in(2, 1)), Outcome::kUnmatched);
}

TEST(ManifestFold, UpdatesARemovedRowWhichStaysRemoved) {
  const ManifestFold fold = folded({snapshot(1, {1, 2}), snapshot(2, {1}), check_in(3, 2)});
  EXPECT_EQ(row(fold, 2).checked_in_at, kNoon);
  EXPECT_EQ(row(fold, 2).removed_at, kNoon);
}

TEST(ManifestFold, RefusesAnOlderUpdate) {
  ManifestFold fold = folded({snapshot(2, {1})});
  EXPECT_EQ(fold.apply(check_in(2, 1)), Outcome::kStale);
  EXPECT_EQ(row(fold, 1).checked_in_at, std::nullopt);
}

TEST(ManifestFold, CancelsEveryRowThatIsOlder) {
  ManifestFold fold = folded({snapshot(1, {1, 2}), check_in(5, 2)});
  EXPECT_EQ(fold.apply(cancellation(3)), Outcome::kApplied);
  EXPECT_EQ(row(fold, 1).status, Text("cancelled"));
  EXPECT_EQ(row(fold, 2).status, Text("confirmed"));
  EXPECT_EQ(fold.apply(cancellation(3)), Outcome::kStale);
  EXPECT_EQ(folded({}).apply(cancellation(3)), Outcome::kUnmatched);
}

// --- delete

TEST(ManifestFold, ErasesEveryRowAndClearsWhatIsPersonal) {
  ManifestFold fold = folded({snapshot(1, {1, 2}), snapshot(2, {1})});
  EXPECT_EQ(fold.apply(erasure(3)), Outcome::kApplied);
  for (const std::int32_t passenger : {1, 2}) {
    EXPECT_EQ(row(fold, passenger).removed_at, kLater);
    EXPECT_TRUE(row(fold, passenger).full_name.is_null());
    EXPECT_TRUE(row(fold, passenger).cabin.is_null());
    EXPECT_EQ(row(fold, passenger).status, Text("confirmed"));
    EXPECT_EQ(row(fold, passenger).version, 3);
  }
}

TEST(ManifestFold, DoesNotBringBackAnErasedRowByAnOlderEvent) {
  ManifestFold fold = folded({snapshot(1, {1}), erasure(3)});
  EXPECT_EQ(fold.apply(snapshot(2, {1})), Outcome::kStale);
  EXPECT_EQ(row(fold, 1).removed_at, kLater);
  EXPECT_EQ(fold.apply(erasure(3)), Outcome::kStale);
}

TEST(ManifestFold, ForgetsAnErasureThatMetNoRow) {
  ManifestFold fold;
  EXPECT_EQ(fold.apply(erasure(3)), Outcome::kUnmatched);
  EXPECT_EQ(fold.apply(snapshot(1, {1})), Outcome::kApplied);
}

// --- all

TEST(ManifestFold, CountsOutcomesAndRows) {
  const ManifestFold fold = folded({snapshot(1, {1, 2}), check_in(2, 1), check_in(2, 1),
                                    check_in(3, 9), cancellation(4), erasure(5)});
  EXPECT_EQ(fold.outcomes(), (OutcomeCounts{.applied = 4, .stale = 1, .unmatched = 1}));
  EXPECT_EQ(fold.rows_changed(), 7u);
}

TEST(ManifestFold, KeepsBookingsApart) {
  Snapshot other = snapshot(1, {1});
  other.booking_id = "HP-2";
  const ManifestFold fold = folded({snapshot(9, {1}), other, erasure(10)});
  EXPECT_EQ(fold.rows().at("HP-2").at(1).removed_at, std::nullopt);
}

TEST(ManifestFold, IsEmptyAfterItsRowsWereTaken) {
  ManifestFold fold = folded({flat(1, "A1")});
  EXPECT_EQ(count_rows(fold.take_rows()), 1u);
  EXPECT_TRUE(fold.rows().empty());
}

}  // namespace
}  // namespace harbor
