#include "sim/event_reader.h"

#include <string>

#include <gtest/gtest.h>

#include "sim/booking_text.h"

namespace harbor {
namespace {

using std::string_view_literals::operator""sv;

BookingSnapshot read(std::string_view value) {
  auto event = read_event(value);
  const auto* bad = std::get_if<BadRecord>(&event);
  EXPECT_EQ(bad, nullptr) << (bad != nullptr ? bad->reason : "");
  return bad == nullptr ? std::get<BookingSnapshot>(event) : BookingSnapshot();
}

std::string reason(std::string_view value) {
  const auto event = read_event(value);
  const auto* bad = std::get_if<BadRecord>(&event);
  return bad != nullptr ? bad->reason : "good";
}

TEST(EventReader, ReadsWhatProduceWrites) {
  BookingText text(1, 800);
  const BookingSnapshot snapshot = read(text.value({125, 42, 3}));
  EXPECT_EQ(snapshot.key, (RowKey{std::string(text.key(42)), 1}));
  EXPECT_EQ(snapshot.version, 3);
  EXPECT_EQ(snapshot.occurred_at, parse_instant("2026-07-14T09:00:00.125Z"));
  EXPECT_TRUE(snapshot.full_name.has_value());
}

TEST(EventReader, TakesMissingAndNullForTheSame) {
  const BookingSnapshot snapshot =
      read(R"({"booking_id":"HP-1","passenger_no":2,"version":3,"cabin":null})");
  EXPECT_EQ(snapshot.cabin, std::nullopt);
  EXPECT_EQ(snapshot.status, std::nullopt);
  EXPECT_EQ(snapshot.occurred_at, std::nullopt);
}

TEST(EventReader, CountsTheFirstOfDuplicateMembers) {
  const BookingSnapshot snapshot =
      read(R"({"booking_id":"HP-1","passenger_no":2,"version":3,"cabin":"A1","cabin":"B2"})");
  EXPECT_EQ(snapshot.cabin, "A1");
}

TEST(EventReader, CountsTheFirstOfDuplicateMembersThoughItIsNull) {
  const BookingSnapshot snapshot =
      read(R"({"booking_id":"HP-1","passenger_no":2,"version":3,"cabin":null,"cabin":"B2"})");
  EXPECT_EQ(snapshot.cabin, std::nullopt);
}

TEST(EventReader, IgnoresMembersOfTheSameNameFurtherIn) {
  const BookingSnapshot snapshot = read(
      R"({"more":{"cabin":"X"},"list":["a"],"booking_id":"HP-1","passenger_no":2,"version":3})");
  EXPECT_EQ(snapshot.cabin, std::nullopt);
}

TEST(EventReader, ReadsNumbersAndEscapesAsTextForTextColumns) {
  const BookingSnapshot snapshot =
      read(R"({"booking_id":7,"passenger_no":"2","version":"3","cabin":1.50,"status":"\u00c9"})");
  EXPECT_EQ(snapshot.key, (RowKey{"7", 2}));
  EXPECT_EQ(snapshot.cabin, "1.50");
  EXPECT_EQ(snapshot.status, "É");
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

}  // namespace
}  // namespace harbor
