#include "sim/booking_text.h"

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
  BookingText text(seed, size_bytes);
  return std::string(text.value(event));
}

void expect_size_within_two_percent(std::size_t size_bytes) {
  BookingText text(1, size_bytes);
  for (std::uint32_t booking = 0; booking < 500; ++booking) {
    const std::string_view value =
        text.value({std::uint64_t{booking} * 1'000, booking, booking % 1'000'000 + 1});
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
  BookingText text(1, 800);
  static_cast<void>(text.value({7, 7, 7}));
  EXPECT_EQ(text.value(kEvent), value_of(800, kEvent));
}

TEST(BookingText, HasTheSizeAskedFor) { expect_size_within_two_percent(800); }

TEST(BookingText, HasTheSizeAskedForAtTheLeast) { expect_size_within_two_percent(kEventBytesMin); }

TEST(BookingText, HasTheSizeAskedForWhenLarge) { expect_size_within_two_percent(20'000); }

TEST(BookingText, BearsEveryMemberOfTheProjection) {
  const Json event = Json::parse(value_of(800, kEvent));
  BookingText text(1, 800);
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
  BookingText text(3, 800);
  std::set<std::string> keys;
  for (std::uint32_t booking = 0; booking < 200'000; ++booking) keys.emplace(text.key(booking));
  EXPECT_EQ(keys.size(), 200'000u);
}

TEST(BookingText, NamesABookingByNineCharacters) {
  BookingText text(3, 800);
  EXPECT_EQ(text.key(0).substr(0, 3), "HP-");
  EXPECT_EQ(text.key(kBookingsMax - 1).size(), 9u);
}

}  // namespace
}  // namespace harbor
