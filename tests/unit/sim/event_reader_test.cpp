#include "sim/event_reader.h"

#include <optional>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "sim/booking_life.h"
#include "sim/booking_text.h"

namespace harbor {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::optional<Instant> kRecorded = Instant(std::chrono::milliseconds(1'784'019'600'500));

IncomingRecord record_of(std::string_view value) {
  return {.key = "HP-KEY", .value = value, .version = std::nullopt, .timestamp = kRecorded};
}

IncomingRecord tombstone(std::optional<std::string_view> version) {
  return {.key = "HP-KEY", .value = std::nullopt, .version = version, .timestamp = kRecorded};
}

std::string reason(const IncomingRecord& record, Model model) {
  const auto read = read_record(record, model);
  const auto* bad = std::get_if<BadRecord>(&read);
  return bad != nullptr ? bad->reason : "good";
}

template <typename Kind>
Kind read_as(const IncomingRecord& record, Model model) {
  const auto read = read_record(record, model);
  const auto* change = std::get_if<Change>(&read);
  const Kind* wanted = change == nullptr ? nullptr : std::get_if<Kind>(change);
  EXPECT_NE(wanted, nullptr) << reason(record, model);
  return wanted == nullptr ? Kind() : *wanted;
}

FlatBooking read(std::string_view value) {
  return read_as<FlatBooking>(record_of(value), Model::kFlat);
}

std::string reason(std::string_view value) { return reason(record_of(value), Model::kFlat); }

std::string life_reason(std::string_view value) { return reason(record_of(value), Model::kLife); }

TEST(EventReader, ReadsWhatProduceWrites) {
  BookingText text(1, {});
  const FlatBooking booking = read(*text.value({125, 42, 3}));
  EXPECT_EQ(booking.key, (RowKey{std::string(text.key(42)), 1}));
  EXPECT_EQ(booking.version, 3);
  EXPECT_EQ(booking.occurred_at, parse_instant("2026-07-14T09:00:00.125Z"));
  EXPECT_FALSE(booking.full_name.is_null());
}

TEST(EventReader, TakesMissingAndNullForTheSame) {
  const FlatBooking snapshot =
      read(R"({"booking_id":"HP-1","passenger_no":2,"version":3,"cabin":null})");
  EXPECT_TRUE(snapshot.cabin.is_null());
  EXPECT_TRUE(snapshot.status.is_null());
  EXPECT_EQ(snapshot.occurred_at, std::nullopt);
}

TEST(EventReader, CountsTheFirstOfDuplicateMembers) {
  const FlatBooking snapshot =
      read(R"({"booking_id":"HP-1","passenger_no":2,"version":3,"cabin":"A1","cabin":"B2"})");
  EXPECT_EQ(snapshot.cabin, Text("A1"));
}

TEST(EventReader, CountsTheFirstOfDuplicateMembersThoughItIsNull) {
  const FlatBooking snapshot =
      read(R"({"booking_id":"HP-1","passenger_no":2,"version":3,"cabin":null,"cabin":"B2"})");
  EXPECT_TRUE(snapshot.cabin.is_null());
}

TEST(EventReader, IgnoresMembersOfTheSameNameFurtherIn) {
  const FlatBooking snapshot = read(
      R"({"more":{"cabin":"X"},"list":["a"],"booking_id":"HP-1","passenger_no":2,"version":3})");
  EXPECT_TRUE(snapshot.cabin.is_null());
}

TEST(EventReader, ReadsNumbersAndEscapesAsTextForTextColumns) {
  const FlatBooking snapshot =
      read(R"({"booking_id":7,"passenger_no":"2","version":"3","cabin":1.50,"status":"\u00c9"})");
  EXPECT_EQ(snapshot.key, (RowKey{"7", 2}));
  EXPECT_EQ(snapshot.cabin, Text("1.50"));
  EXPECT_EQ(snapshot.status, Text("É"));
}

TEST(EventReader, RefusesWhatIsNotOneJsonDocument) {
  EXPECT_EQ(reason(""), "not valid JSON");
  EXPECT_EQ(reason("{"), "not valid JSON");
  EXPECT_EQ(reason(R"({"booking_id":"HP-1","passenger_no":1,"version":1} x)"), "not valid JSON");
  EXPECT_EQ(reason("{\"booking_id\":\"\xff\",\"passenger_no\":1,\"version\":1}"), "not valid JSON");
}

TEST(EventReader, RefusesAnEventWithoutKeyOrVersion) {
  EXPECT_EQ(reason(R"({"passenger_no":1,"version":1})"), "booking_id is missing");
  EXPECT_EQ(reason(R"({"booking_id":"HP-1","version":1})"), "passenger_no is not an integer");
  EXPECT_EQ(reason(R"({"booking_id":"HP-1","passenger_no":1})"), "version is not an integer");
  EXPECT_EQ(reason("[]"), "version is not an integer");
}

TEST(EventReader, RefusesNumbersThatTheirColumnCannotHold) {
  EXPECT_EQ(reason(R"({"booking_id":"HP-1","passenger_no":2147483648,"version":1})"),
            "passenger_no is not an integer");
  EXPECT_EQ(reason(R"({"booking_id":"HP-1","passenger_no":1,"version":9223372036854775808})"),
            "version is not an integer");
}

TEST(EventReader, RefusesTextThatPostgresqlCannotStore) {
  EXPECT_EQ(reason(R"({"booking_id":"HP-1","passenger_no":1,"version":1,"cabin":"\u0000"})"sv),
            "cabin contains a NUL character");
}

TEST(EventReader, RefusesATimeThatIsNone) {
  EXPECT_EQ(
      reason(R"({"booking_id":"HP-1","passenger_no":1,"version":1,"occurred_at":"yesterday"})"),
      "occurred_at is not a time");
}

TEST(EventReader, RefusesAnObjectWhereAPlainValueBelongs) {
  EXPECT_EQ(reason(R"({"booking_id":"HP-1","passenger_no":1,"version":1,"cabin":{"no":1}})"),
            "cabin is not a plain value");
}

constexpr std::string_view kConfirmed =
    R"({"type":"booking-confirmed","version":1,"occurred_at":"2026-07-06T09:00:00.125Z","booking":)"
    R"({"id":"HP-1","sailing_id":"S1","status":"confirmed","channel":"web","passengers":[)"
    R"({"no":1,"name":"ONE","cabin":"B214"},{"no":2,"name":"TWO","cabin":null}]}})";

TEST(EventReader, ReadsASnapshotWithItsPassengers) {
  const Snapshot snapshot = read_as<Snapshot>(record_of(kConfirmed), Model::kLife);
  EXPECT_EQ(snapshot.booking_id, "HP-1");
  EXPECT_EQ(snapshot.version, 1);
  EXPECT_EQ(snapshot.sailing_id, Text("S1"));
  EXPECT_EQ(snapshot.status, Text("confirmed"));
  EXPECT_EQ(snapshot.occurred_at, parse_instant("2026-07-06T09:00:00.125Z"));
  EXPECT_EQ(snapshot.recorded_at, kRecorded);
  ASSERT_EQ(snapshot.passengers.size(), 2u);
  EXPECT_EQ(snapshot.passengers[0].number, 1);
  EXPECT_EQ(snapshot.passengers[0].full_name, Text("ONE"));
  EXPECT_EQ(snapshot.passengers[0].cabin, Text("B214"));
  EXPECT_EQ(snapshot.passengers[1].number, 2);
  EXPECT_TRUE(snapshot.passengers[1].cabin.is_null());
}

TEST(EventReader, ReadsASnapshotOfNobody) {
  const Snapshot snapshot = read_as<Snapshot>(
      record_of(
          R"({"type":"booking-amended","version":2,"booking":{"id":"HP-1","passengers":[]}})"),
      Model::kLife);
  EXPECT_TRUE(snapshot.passengers.empty());
}

TEST(EventReader, ReadsACheckIn) {
  const CheckIn check_in = read_as<CheckIn>(
      record_of(
          R"({"type":"passenger-checked-in","version":2,"occurred_at":"2026-07-06T09:00:00Z",)"
          R"("booking_id":"HP-1","passenger_no":1,"boarding_group":"C"})"),
      Model::kLife);
  EXPECT_EQ(check_in.key, (RowKey{"HP-1", 1}));
  EXPECT_EQ(check_in.checked_in_at, parse_instant("2026-07-06T09:00:00Z"));
  EXPECT_EQ(check_in.boarding_group, Text("C"));
}

TEST(EventReader, ReadsACancellation) {
  const Cancellation cancellation = read_as<Cancellation>(
      record_of(R"({"type":"booking-cancelled","version":3,"booking_id":"HP-1"})"), Model::kLife);
  EXPECT_EQ(cancellation.booking_id, "HP-1");
  EXPECT_EQ(cancellation.version, 3);
}

TEST(EventReader, ReadsAnErasureFromKeyAndHeader) {
  const Erasure erasure = read_as<Erasure>(tombstone("4"), Model::kLife);
  EXPECT_EQ(erasure.booking_id, "HP-KEY");
  EXPECT_EQ(erasure.version, 4);
  EXPECT_EQ(erasure.recorded_at, kRecorded);
}

TEST(EventReader, RefusesAnErasureWithoutVersionOrKey) {
  EXPECT_EQ(reason(tombstone(std::nullopt), Model::kLife), "header version is missing");
  EXPECT_EQ(reason(tombstone("last"), Model::kLife), "header version is not an integer");
  IncomingRecord without_key = tombstone("4");
  without_key.key.reset();
  EXPECT_EQ(reason(without_key, Model::kLife), "key is missing");
  IncomingRecord no_text = tombstone("4");
  no_text.key = "\xff";
  EXPECT_EQ(reason(no_text, Model::kLife), "key is no text");
}

TEST(EventReader, RefusesATombstoneWhereTheProjectionHasNone) {
  EXPECT_EQ(reason(tombstone("4"), Model::kFlat), "not valid JSON");
}

TEST(EventReader, DoesNotTakeAnEmptyValueForATombstone) {
  EXPECT_EQ(life_reason(""), "not valid JSON");
}

TEST(EventReader, RefusesAnUnknownEvent) {
  EXPECT_EQ(life_reason(R"({"type":"booking-teleported","version":1})"), "type is no known event");
  EXPECT_EQ(life_reason(R"({"version":1})"), "type is no known event");
}

TEST(EventReader, RefusesASnapshotWithoutAListOfPassengers) {
  EXPECT_EQ(life_reason(R"({"type":"booking-amended","version":1,"booking":{"id":"HP-1"}})"),
            "booking/passengers is not an array");
  EXPECT_EQ(
      life_reason(
          R"({"type":"booking-amended","version":1,"booking":{"id":"HP-1","passengers":{}}})"),
      "booking/passengers is not an array");
}

TEST(EventReader, RefusesABadPassengerAmongGoodOnes) {
  EXPECT_EQ(life_reason(R"({"type":"booking-amended","version":1,"booking":{"id":"HP-1",)"
                        R"("passengers":[{"no":1},{"no":"two"}]}})"),
            "no is not an integer");
  EXPECT_EQ(life_reason(R"({"type":"booking-amended","version":1,"booking":{"id":"HP-1",)"
                        R"("passengers":[{"no":1},null]}})"),
            "no is not an integer");
}

TEST(EventReader, TellsEveryFlawOfProduce) {
  BookingText text(1, {});
  RandomNumbers random(5);
  std::set<std::string> reasons;
  for (std::uint32_t number = 0; number < 2'000; ++number) {
    BookingState state;
    BookingEvent event{};
    for (std::uint32_t step = 0; step <= number % 7; ++step) event = next_in_life(state, random);
    event.flaw = choose_flaw(event, random);
    const auto value = text.value(event);
    const auto version = text.version_header(event);
    reasons.insert(reason({.key = text.key(event.booking),
                           .value = value,
                           .version = version,
                           .timestamp = kRecorded},
                          Model::kLife));
  }
  EXPECT_EQ(
      reasons,
      (std::set<std::string>{
          "not valid JSON", "type is no known event", "version is not an integer",
          "header version is missing", "header version is not an integer", "booking/id is missing",
          "booking_id is missing", "booking/passengers is not an array",
          "occurred_at is not a time", "no is not an integer", "passenger_no is not an integer",
          "name contains a NUL character", "boarding_group contains a NUL character"}));
}

}  // namespace
}  // namespace harbor
