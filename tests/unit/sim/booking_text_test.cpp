#include "sim/booking_text.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace harbor {
namespace {

using Json = nlohmann::json;

constexpr BookingEvent kEvent{.sequence = 125, .booking = 42, .version = 3};

std::string value_of(std::size_t size_bytes, const BookingEvent& event, std::uint64_t seed = 1) {
  BookingText text(seed, {size_bytes, size_bytes});
  return std::string(text.value(event).value_or("nothing"));
}

void expect_size_within_two_percent(std::size_t size_bytes) {
  BookingText text(1, {size_bytes, size_bytes});
  for (std::uint32_t booking = 0; booking < 500; ++booking) {
    const std::string_view value =
        *text.value({std::uint64_t{booking} * 1'000, booking, booking % 1'000'000 + 1});
    EXPECT_NEAR(static_cast<double>(value.size()), static_cast<double>(size_bytes),
                0.02 * static_cast<double>(size_bytes));
    EXPECT_TRUE(Json::accept(value)) << value;
  }
}

TEST(BookingText, IsAFunctionOfSeedAndEvent) {
  EXPECT_EQ(value_of(800, kEvent), value_of(800, kEvent));
  EXPECT_NE(value_of(800, kEvent, 1), value_of(800, kEvent, 2));
}

TEST(BookingText, DoesNotDependOnWhatWasWrittenBefore) {
  BookingText text(1, {});
  static_cast<void>(text.value({7, 7, 7}));
  EXPECT_EQ(text.value(kEvent), value_of(800, kEvent));
}

TEST(BookingText, HasTheSizeAskedFor) { expect_size_within_two_percent(800); }

TEST(BookingText, HasTheSizeAskedForAtTheLeast) { expect_size_within_two_percent(kEventBytesMin); }

TEST(BookingText, HasTheSizeAskedForWhenLarge) { expect_size_within_two_percent(20'000); }

TEST(BookingText, BearsEveryMemberOfTheProjection) {
  const Json event = Json::parse(value_of(800, kEvent));
  BookingText text(1, {});
  EXPECT_EQ(event["booking_id"], text.key(42));
  EXPECT_EQ(event["passenger_no"], 1);
  EXPECT_EQ(event["version"], 3);
  EXPECT_EQ(event["type"], "booking-amended");
  EXPECT_EQ(event["occurred_at"], "2026-07-14T09:00:00.125Z");
  EXPECT_EQ(event["event_id"].get<std::string>().size(), 36u);
  EXPECT_TRUE(event["sailing_id"].is_string());
  EXPECT_TRUE(event["full_name"].is_string());
  EXPECT_EQ(event["cabin"].get<std::string>().size(), 4u);
  EXPECT_TRUE(event["status"].is_string());
  EXPECT_EQ(event["boarding_group"].get<std::string>().size(), 1u);
}

TEST(BookingText, BearsNestedFillerAtTheUsualSize) {
  const Json event = Json::parse(value_of(800, kEvent));
  EXPECT_TRUE(event["contact"].is_object());
  EXPECT_TRUE(event["vehicle"].is_object());
  EXPECT_FALSE(event["fares"].empty());
  EXPECT_FALSE(event["remarks"].get<std::string>().empty());
}

TEST(BookingText, CallsTheFirstVersionConfirmed) {
  EXPECT_EQ(Json::parse(value_of(800, {0, 1, 1}))["type"], "booking-confirmed");
}

TEST(BookingText, CountsTimeAcrossMidnight) {
  // Sequences are milliseconds from 09:00: the next day begins 54,000 s later.
  const Json event = Json::parse(value_of(800, {54'000'000, 1, 1}));
  EXPECT_EQ(event["occurred_at"], "2026-07-15T00:00:00.000Z");
}

TEST(BookingText, GivesDistinctBookingsDistinctKeys) {
  BookingText text(3, {});
  std::set<std::string> keys;
  for (std::uint32_t booking = 0; booking < 200'000; ++booking) keys.emplace(text.key(booking));
  EXPECT_EQ(keys.size(), 200'000u);
}

TEST(BookingText, NamesABookingByNineCharacters) {
  BookingText text(3, {});
  EXPECT_EQ(text.key(0).substr(0, 3), "HP-");
  EXPECT_EQ(text.key(kBookingsMax - 1).size(), 9u);
}

Json life_value(const BookingEvent& event) { return Json::parse(value_of(2'000, event)); }

TEST(BookingText, ListsThePassengersOfASnapshot) {
  const Json event = life_value({.sequence = 125,
                                 .booking = 42,
                                 .version = 3,
                                 .kind = EventKind::kAmended,
                                 .passengers = 0b100101});
  EXPECT_EQ(event["type"], "booking-amended");
  EXPECT_EQ(event["version"], 3);
  EXPECT_EQ(event["booking"]["id"], BookingText(1, {}).key(42));
  EXPECT_EQ(event["booking"]["status"], "confirmed");
  const Json& passengers = event["booking"]["passengers"];
  ASSERT_EQ(passengers.size(), 3u);
  EXPECT_EQ(passengers[0]["no"], 1);
  EXPECT_EQ(passengers[1]["no"], 3);
  EXPECT_EQ(passengers[2]["no"], 6);
  EXPECT_TRUE(passengers[2]["name"].is_string());
  EXPECT_EQ(passengers[2]["cabin"].get<std::string>().size(), 4u);
}

TEST(BookingText, ListsNobodyWhereNobodyIsLeft) {
  const Json event = life_value(
      {.sequence = 1, .booking = 2, .version = 3, .kind = EventKind::kAmended, .passengers = 0});
  EXPECT_EQ(event["booking"]["passengers"], Json::array());
}

TEST(BookingText, NamesThePassengerWhoChecksIn) {
  const Json event = life_value({.sequence = 1,
                                 .booking = 2,
                                 .version = 3,
                                 .kind = EventKind::kCheckedIn,
                                 .passengers = 0b1000});
  EXPECT_EQ(event["type"], "passenger-checked-in");
  EXPECT_EQ(event["passenger_no"], 4);
  EXPECT_TRUE(event["booking_id"].is_string());
  EXPECT_TRUE(event["boarding_group"].is_string());
}

TEST(BookingText, CancelsABookingByItsId) {
  const Json event =
      life_value({.sequence = 1, .booking = 2, .version = 3, .kind = EventKind::kCancelled});
  EXPECT_EQ(event["type"], "booking-cancelled");
  EXPECT_EQ(event["booking_id"], BookingText(1, {}).key(2));
}

TEST(BookingText, ErasesWithoutAValueByAHeader) {
  BookingText text(1, {});
  const BookingEvent event{.sequence = 1, .booking = 2, .version = 17, .kind = EventKind::kErased};
  EXPECT_EQ(text.value(event), std::nullopt);
  EXPECT_EQ(text.version_header(event), "17");
  EXPECT_EQ(text.version_header(kEvent), std::nullopt);
}

TEST(BookingText, SpreadsSizesBetweenTheTwo) {
  BookingText text(1, {500, 5'000});
  std::size_t least = 10'000;
  std::size_t most = 0;
  for (std::uint32_t booking = 0; booking < 2'000; ++booking) {
    const std::size_t size = text.value({booking, booking, 1})->size();
    least = std::min(least, size);
    most = std::max(most, size);
  }
  EXPECT_GE(least, 500u);
  EXPECT_LE(least, 520u);
  EXPECT_GE(most, 4'980u);
  EXPECT_LE(most, 5'000u);
}

TEST(EventSizes, ReadsOneSizeOrTwo) {
  EXPECT_EQ(EventSizes::parse("800")->most_bytes, 800u);
  EXPECT_EQ(EventSizes::parse("500-5000")->least_bytes, 500u);
  EXPECT_EQ(EventSizes::parse("500-5000")->most_bytes, 5'000u);
}

TEST(EventSizes, RefusesWhatNoEventCanHave) {
  EXPECT_FALSE(EventSizes::parse("").has_value());
  EXPECT_FALSE(EventSizes::parse("399").has_value());
  EXPECT_FALSE(EventSizes::parse("1000001").has_value());
  EXPECT_FALSE(EventSizes::parse("800-").has_value());
  EXPECT_FALSE(EventSizes::parse("800-500").has_value());
  EXPECT_FALSE(EventSizes::parse("800B").has_value());
}

}  // namespace
}  // namespace harbor
