#include "sim/booking_life.h"

#include <gtest/gtest.h>

namespace harbor {
namespace {

// The next event of that kind; the state is the one behind it.
BookingEvent next_of_kind(EventKind kind, BookingState& state, RandomNumbers& random) {
  BookingEvent event = next_in_life(state, random);
  while (event.kind != kind) event = next_in_life(state, random);
  return event;
}

TEST(BookingLife, BeginsByAConfirmation) {
  BookingState state;
  RandomNumbers random(1);
  const BookingEvent event = next_in_life(state, random);
  EXPECT_EQ(event.kind, EventKind::kConfirmed);
  EXPECT_EQ(event.version, 1u);
  EXPECT_GE(event.rows(), 1u);
  EXPECT_LE(event.rows(), kPassengersMax);
}

TEST(BookingLife, RaisesTheVersionByOne) {
  BookingState state;
  RandomNumbers random(1);
  for (std::uint32_t version = 1; version < 500; ++version) {
    EXPECT_EQ(next_in_life(state, random).version, version);
  }
}

TEST(BookingLife, ConfirmsAnErasedBookingAgain) {
  BookingState state;
  RandomNumbers random(1);
  static_cast<void>(next_of_kind(EventKind::kErased, state, random));
  EXPECT_EQ(next_in_life(state, random).kind, EventKind::kConfirmed);
}

TEST(BookingLife, ErasesAllWhoEverWereNamed) {
  BookingState state;
  RandomNumbers random(3);
  const BookingEvent event = next_of_kind(EventKind::kErased, state, random);
  EXPECT_EQ(event.passengers, state.named);
}

TEST(BookingLife, ChangesAtMostOnePassengerByAnAmendment) {
  BookingState state;
  RandomNumbers random(1);
  BookingState before;
  for (int number = 0; number < 2'000; ++number) {
    before = state;
    const BookingEvent event = next_in_life(state, random);
    if (event.kind != EventKind::kAmended) continue;
    const auto changed = static_cast<unsigned>(before.aboard ^ event.passengers);
    EXPECT_LE(std::popcount(changed), 1);
  }
}

TEST(BookingLife, ChecksInOnePassengerAndSometimesAStranger) {
  BookingState state;
  RandomNumbers random(1);
  int strangers = 0;
  for (int number = 0; number < 2'000; ++number) {
    const BookingEvent event = next_of_kind(EventKind::kCheckedIn, state, random);
    EXPECT_EQ(event.rows(), 1u);
    if ((event.passengers & state.aboard) == 0) ++strangers;
  }
  EXPECT_GT(strangers, 0);
  EXPECT_LT(strangers, 200);
}

TEST(BookingLife, NeitherCancelsNorChecksInACancelledBooking) {
  BookingState state;
  RandomNumbers random(1);
  for (int number = 0; number < 200; ++number) {
    static_cast<void>(next_of_kind(EventKind::kCancelled, state, random));
    const EventKind next = next_in_life(state, random).kind;
    EXPECT_TRUE(next == EventKind::kAmended || next == EventKind::kErased);
  }
}

}  // namespace
}  // namespace harbor
