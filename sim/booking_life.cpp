#include "sim/booking_life.h"

#include <array>
#include <span>

namespace harbor {
namespace {

constexpr std::uint8_t kEverybody = (1u << kPassengersMax) - 1;

std::uint8_t bit_of(std::uint32_t place) { return static_cast<std::uint8_t>(1u << place); }

// One of the passengers in `from`. Requires: from is not empty.
std::uint8_t one_of(std::uint8_t from, RandomNumbers& random) {
  auto left = random.below(static_cast<std::uint32_t>(std::popcount(from)));
  std::uint32_t place = 0;
  while ((from & bit_of(place)) == 0 || left-- > 0) ++place;
  return bit_of(place);
}

void confirm(BookingState& state, RandomNumbers& random) {
  const std::uint32_t party = 1 + random.below(kPassengersMax);
  state.aboard = static_cast<std::uint8_t>((1u << party) - 1);
  state.is_cancelled = false;
  state.is_erased = false;
}

// A third each: somebody joins, somebody leaves, only cabins change.
void amend(BookingState& state, RandomNumbers& random) {
  const std::uint32_t what = random.below(3);
  const auto absent = static_cast<std::uint8_t>(kEverybody & ~state.aboard);
  if (absent != 0 && (what == 0 || state.aboard == 0)) {
    state.aboard = static_cast<std::uint8_t>(state.aboard | one_of(absent, random));
  } else if (what == 1) {
    state.aboard = static_cast<std::uint8_t>(state.aboard & ~one_of(state.aboard, random));
  }
  state.is_cancelled = false;
}

EventKind choose_kind(const BookingState& state, RandomNumbers& random) {
  if (state.version == 1 || state.is_erased) return EventKind::kConfirmed;
  const std::uint32_t percent = random.below(100);
  if (percent < kAmendedPercent) return EventKind::kAmended;
  if (percent >= kAmendedPercent + kCheckedInPercent + kCancelledPercent) return EventKind::kErased;
  // Who has cancelled neither cancels nor comes.
  if (state.is_cancelled) return EventKind::kAmended;
  if (percent >= kAmendedPercent + kCheckedInPercent) return EventKind::kCancelled;
  return state.aboard == 0 ? EventKind::kAmended : EventKind::kCheckedIn;
}

std::uint8_t choose_checked_in(const BookingState& state, RandomNumbers& random) {
  const auto strangers = static_cast<std::uint8_t>(kEverybody & ~state.aboard);
  const bool is_stranger = strangers != 0 && random.below(100) < kStrangersPercent;
  return one_of(is_stranger ? strangers : state.aboard, random);
}

}  // namespace

BookingEvent next_in_life(BookingState& state, RandomNumbers& random) {
  ++state.version;
  BookingEvent event{.sequence = 0, .booking = 0, .version = state.version};
  event.kind = choose_kind(state, random);
  switch (event.kind) {
    case EventKind::kConfirmed:
      confirm(state, random);
      event.passengers = state.aboard;
      break;
    case EventKind::kCheckedIn:
      event.passengers = choose_checked_in(state, random);
      break;
    case EventKind::kCancelled:
      state.is_cancelled = true;
      event.passengers = state.named;
      break;
    case EventKind::kErased:
      state.is_erased = true;
      event.passengers = state.named;
      break;
    case EventKind::kAmended:
    case EventKind::kFlat:
      amend(state, random);
      event.passengers = state.aboard;
      break;
  }
  state.named = static_cast<std::uint8_t>(state.named | state.aboard);
  return event;
}

Flaw choose_flaw(const BookingEvent& event, RandomNumbers& random) {
  // In an order that lets each kind take a run of them.
  static constexpr std::array<Flaw, 10> kFlaws = {
      Flaw::kWrongNumber, Flaw::kLargeNumber, Flaw::kWrongTime, Flaw::kNul,
      Flaw::kNotJson,     Flaw::kNoBooking,   Flaw::kNoVersion, Flaw::kVersionText,
      Flaw::kUnknownType, Flaw::kNoPassengers};
  const std::span<const Flaw> all(kFlaws);
  const auto choose = [&random](std::span<const Flaw> from) {
    return from[random.below(static_cast<std::uint32_t>(from.size()))];
  };
  switch (event.kind) {
    case EventKind::kFlat:
      return choose(all.first(8));
    case EventKind::kCheckedIn:
      return choose(all.first(9));
    case EventKind::kCancelled:
      return choose(all.subspan(4, 5));
    case EventKind::kErased:
      return choose(all.subspan(6, 2));
    case EventKind::kConfirmed:
    case EventKind::kAmended:
      break;
  }
  // Without passengers no row asks for a number, a name or a time.
  return choose(event.passengers == 0 ? all.subspan(4) : all);
}

}  // namespace harbor
