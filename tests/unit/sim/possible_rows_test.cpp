#include "sim/possible_rows.h"

#include <vector>

#include <gtest/gtest.h>

#include "sim/second_look.h"

namespace harbor {
namespace {

constexpr Instant kNoon = Instant(std::chrono::hours(12));

Change snapshot(std::int64_t version, const std::vector<std::int32_t>& passengers) {
  Snapshot snapshot;
  snapshot.booking_id = "HP-1";
  snapshot.version = version;
  snapshot.recorded_at = kNoon;
  for (const std::int32_t number : passengers) snapshot.passengers.push_back({number, {}, {}});
  return snapshot;
}

Change check_in(std::int64_t version, std::int32_t passenger = 1) {
  return CheckIn{{"HP-1", passenger}, version, kNoon, Text("C")};
}

Change erasure(std::int64_t version) { return Erasure{"HP-1", version, kNoon}; }

// Passenger 1 as the fold leaves it when the records come in this order, and in no other.
PassengerRow folded(const std::vector<Change>& changes) {
  ManifestFold fold;
  for (const Change& change : changes) static_cast<void>(fold.apply(change));
  return fold.rows().at("HP-1").at(1);
}

PossibleRows possible(const std::vector<Change>& changes) {
  PossibleRows rows({"HP-1", 1});
  for (const Change& change : changes) rows.take(change);
  return rows;
}

TEST(PossibleRows, AreTheOneOfTheFoldWhereEveryRecordMetItsRow) {
  const std::vector<Change> log = {snapshot(1, {1}), check_in(2), snapshot(3, {1})};
  EXPECT_TRUE(possible(log).contains(folded(log)));
  EXPECT_FALSE(possible(log).contains(folded({snapshot(1, {1}), snapshot(3, {1})})));
  EXPECT_FALSE(possible(log).contains(folded({snapshot(1, {1}), check_in(2)})));
}

TEST(PossibleRows, IncludeACheckInReadAgainAfterItsRowCame) {
  const std::vector<Change> log = {check_in(2), snapshot(1, {1})};
  EXPECT_TRUE(possible(log).contains(folded(log)));
  EXPECT_TRUE(possible(log).contains(folded({snapshot(1, {1}), check_in(2)})));
}

TEST(PossibleRows, KeepWhatWasReadAgainThroughLaterRecords) {
  const PossibleRows rows = possible({check_in(2), snapshot(1, {1}), snapshot(3, {1})});
  EXPECT_TRUE(rows.contains(folded({snapshot(1, {1}), snapshot(3, {1})})));
  EXPECT_TRUE(rows.contains(folded({snapshot(1, {1}), check_in(2), snapshot(3, {1})})));
}

TEST(PossibleRows, DoNotIncludeACheckInOlderThanTheInsertion) {
  const PossibleRows rows = possible({check_in(2), snapshot(3, {1})});
  EXPECT_FALSE(rows.contains(folded({snapshot(1, {1}), check_in(2), snapshot(3, {1})})));
}

TEST(PossibleRows, IncludeARemovalReadAgainAfterItsRowCame) {
  const PossibleRows rows = possible({snapshot(6, {2}), snapshot(5, {1, 2})});
  EXPECT_TRUE(rows.contains(folded({snapshot(5, {1, 2})})));
  EXPECT_TRUE(rows.contains(folded({snapshot(5, {1, 2}), snapshot(6, {2})})));
}

TEST(PossibleRows, IncludeAnErasureReadAgainAfterItsRowCame) {
  const PossibleRows rows = possible({erasure(2), snapshot(1, {1})});
  EXPECT_TRUE(rows.contains(folded({snapshot(1, {1}), erasure(2)})));
}

TEST(PossibleRows, LeaveOutOtherPassengersOfTheBooking) {
  const PossibleRows rows = possible({check_in(2, 7), snapshot(1, {1})});
  EXPECT_TRUE(rows.contains(folded({snapshot(1, {1})})));
  EXPECT_FALSE(rows.contains(folded({snapshot(1, {1}), check_in(2)})));
}

TEST(SecondLook, TellsWhatMayBeFromWhatMayNot) {
  const Suspect may_be{
      {"HP-1", 1}, folded({snapshot(1, {1})}), folded({snapshot(1, {1}), check_in(2)})};
  SecondLook look({may_be});
  look.take(check_in(2));
  look.take(snapshot(1, {1}));
  EXPECT_TRUE(look.is_possible(may_be));
  Suspect may_not_be = may_be;
  may_not_be.found.boarding_group = Text("Z");
  EXPECT_FALSE(look.is_possible(may_not_be));
}

TEST(SecondLook, ExcusesNothingThatIsMissingOrExtra) {
  ManifestFold fold;
  static_cast<void>(fold.apply(snapshot(1, {1})));
  Comparison comparison(fold.take_rows());
  comparison.found({"HP-2", 1}, PassengerRow());
  const Differences differences = comparison.finish([](const Suspect&) { return true; });
  EXPECT_EQ(differences.missing, 1u);
  EXPECT_EQ(differences.extra, 1u);
}

TEST(SecondLook, CountsWhatItExcuses) {
  ManifestFold fold;
  static_cast<void>(fold.apply(snapshot(1, {1})));
  Comparison comparison(fold.take_rows());
  comparison.found({"HP-1", 1}, PassengerRow());
  const Differences differences = comparison.finish([](const Suspect&) { return true; });
  EXPECT_EQ(differences.excused, 1u);
  EXPECT_TRUE(differences.none());
}

}  // namespace
}  // namespace harbor
