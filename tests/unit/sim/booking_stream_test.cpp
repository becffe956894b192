#include "sim/booking_stream.h"

#include <map>
#include <set>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace harbor {
namespace {

using Triple = std::tuple<std::uint64_t, std::uint32_t, std::uint32_t>;

std::vector<BookingEvent> take(BookingStream& stream, std::size_t count) {
  std::vector<BookingEvent> events;
  while (events.size() < count) events.push_back(stream.next(count - events.size()));
  EXPECT_EQ(stream.held_back(), 0u);
  return events;
}

std::vector<Triple> to_triples(const std::vector<BookingEvent>& events) {
  std::vector<Triple> triples;
  triples.reserve(events.size());
  for (const auto& event : events) {
    triples.emplace_back(event.sequence, event.booking, event.version);
  }
  return triples;
}

// How many events come after one of their booking with a higher version.
int count_overtaken(const std::vector<BookingEvent>& events) {
  std::map<std::uint32_t, std::uint32_t> newest;
  int overtaken = 0;
  for (const auto& event : events) {
    auto& version = newest[event.booking];
    if (event.version < version) ++overtaken;
    version = std::max(version, event.version);
  }
  return overtaken;
}

TEST(BookingStream, IsAFunctionOfItsSeed) {
  const StreamOptions options{.seed = 7, .bookings = 50, .duplicates = 0.1, .disorder = 0.1};
  BookingStream one(options);
  BookingStream other(options);
  EXPECT_EQ(to_triples(take(one, 2'000)), to_triples(take(other, 2'000)));
}

TEST(BookingStream, DiffersForAnotherSeed) {
  BookingStream one({.seed = 7, .bookings = 50});
  BookingStream other({.seed = 8, .bookings = 50});
  EXPECT_NE(to_triples(take(one, 2'000)), to_triples(take(other, 2'000)));
}

TEST(BookingStream, RaisesTheVersionOfABookingByOne) {
  BookingStream stream({.bookings = 20});
  std::map<std::uint32_t, std::uint32_t> newest;
  for (const auto& event : take(stream, 1'000)) EXPECT_EQ(event.version, ++newest[event.booking]);
}

TEST(BookingStream, OpensEveryBookingWithinTwiceAsManyEvents) {
  BookingStream stream({.bookings = 300});
  std::set<std::uint32_t> bookings;
  for (const auto& event : take(stream, 600)) bookings.insert(event.booking);
  EXPECT_EQ(bookings.size(), 300u);
}

TEST(BookingStream, WorksWithOneBooking) {
  BookingStream stream({.bookings = 1});
  EXPECT_EQ(take(stream, 100).back().version, 100u);
}

TEST(BookingStream, RepeatsOlderEventsAsTheyWere) {
  BookingStream stream({.bookings = 100, .duplicates = 0.2});
  std::set<Triple> seen;
  std::uint64_t repeated = 0;
  for (const auto& triple : to_triples(take(stream, 10'000))) {
    if (!seen.insert(triple).second) ++repeated;
  }
  EXPECT_EQ(repeated, stream.duplicates());
  EXPECT_NEAR(static_cast<double>(repeated), 2'000, 200);
}

TEST(BookingStream, LetsLaterEventsOfABookingOvertake) {
  BookingStream stream({.bookings = 100'000, .disorder = 0.1});
  const auto events = take(stream, 10'000);
  EXPECT_EQ(static_cast<std::uint64_t>(count_overtaken(events)), stream.disordered());
  EXPECT_NEAR(static_cast<double>(stream.disordered()), 900, 150);
}

TEST(BookingStream, KeepsOrderUnlessAskedOtherwise) {
  BookingStream stream({.bookings = 100});
  EXPECT_EQ(count_overtaken(take(stream, 10'000)), 0);
}

TEST(BookingStream, LosesNoEventToDisorder) {
  BookingStream stream({.bookings = 100, .disorder = 0.3});
  std::set<std::uint64_t> sequences;
  for (const auto& event : take(stream, 5'000)) sequences.insert(event.sequence);
  EXPECT_EQ(sequences.size(), 5'000u);
  EXPECT_EQ(*sequences.rbegin(), 4'999u);
}

TEST(BookingStream, HoldsNothingBackPastTheLastRecord) {
  BookingStream stream({.bookings = 100, .disorder = 1});
  EXPECT_EQ(take(stream, 101).size(), 101u);
}

TEST(BookingStream, GivesOutWhatItHeldBackWhenStoppedEarly) {
  BookingStream stream({.bookings = 100, .disorder = 1});
  const BookingEvent first = stream.next();
  ASSERT_EQ(stream.held_back(), 1u);
  const BookingEvent held_back = stream.next_held_back();
  EXPECT_EQ(held_back.booking, first.booking);
  EXPECT_EQ(held_back.version + 1, first.version);
}

TEST(BookingStream, IsAFunctionOfItsSeedInTheWholeLife) {
  const StreamOptions options{
      .seed = 7, .model = Model::kLife, .bookings = 50, .duplicates = 0.1, .bad = 0.1};
  BookingStream one(options);
  BookingStream other(options);
  for (int number = 0; number < 2'000; ++number) {
    const BookingEvent event = one.next();
    const BookingEvent same = other.next();
    ASSERT_EQ(event.kind, same.kind);
    ASSERT_EQ(event.flaw, same.flaw);
    ASSERT_EQ(event.passengers, same.passengers);
  }
}

TEST(BookingStream, MakesAboutThreeRowsAnEventOfTheWholeLife) {
  BookingStream stream({.model = Model::kLife, .bookings = 20'000});
  double rows = 0;
  for (const BookingEvent& event : take(stream, 50'000)) rows += event.rows();
  EXPECT_NEAR(rows / 50'000, 3, 0.2);
}

TEST(BookingStream, HasEveryKindOfEventInAShortLife) {
  BookingStream stream({.model = Model::kLife, .bookings = 100});
  std::set<EventKind> kinds;
  for (const BookingEvent& event : take(stream, 1'000)) kinds.insert(event.kind);
  EXPECT_EQ(kinds,
            (std::set<EventKind>{EventKind::kConfirmed, EventKind::kAmended, EventKind::kCheckedIn,
                                 EventKind::kCancelled, EventKind::kErased}));
}

TEST(BookingStream, SpoilsTheShareAskedFor) {
  BookingStream stream({.model = Model::kLife, .bookings = 1'000, .bad = 0.05});
  int bad = 0;
  for (const BookingEvent& event : take(stream, 10'000)) bad += event.flaw == Flaw::kNone ? 0 : 1;
  EXPECT_NEAR(bad, 500, 100);
}

TEST(BookingStream, SpoilsNothingUnlessAsked) {
  BookingStream stream({.model = Model::kLife, .bookings = 100});
  for (const BookingEvent& event : take(stream, 1'000)) EXPECT_EQ(event.flaw, Flaw::kNone);
}

}  // namespace
}  // namespace harbor
