// What happens to a booking next: from confirmed to erased, and perhaps booked again.
//
//   confirmed -> amended | checked in | cancelled ... -> erased -> confirmed ...
//
// Proportions are those of a load generator rather than of a ferry: each kind of change is frequent
// enough to be met in a short test, and a record makes about three rows.

#pragma once

#include <cstdint>

#include "sim/booking_event.h"
#include "sim/mixing.h"

namespace harbor {

// Of an open booking's events, in percent. What is left of 100 are erasures.
inline constexpr std::uint32_t kAmendedPercent = 48;
inline constexpr std::uint32_t kCheckedInPercent = 36;
inline constexpr std::uint32_t kCancelledPercent = 11;

// Of check-ins, in percent: those of a passenger who was removed or never named.
inline constexpr std::uint32_t kStrangersPercent = 3;

// All that is remembered of a booking: small, because there may be millions.
struct BookingState {
  std::uint32_t version = 0;
  std::uint8_t aboard = 0;  // Bit n - 1: passenger n.
  std::uint8_t named = 0;   // All that ever were.
  bool is_cancelled = false;
  bool is_erased = false;
};

// The next event of the booking, but for its place among others. Moves the state on.
BookingEvent next_in_life(BookingState& state, RandomNumbers& random);

// Something that can be wrong with such an event.
Flaw choose_flaw(const BookingEvent& event, RandomNumbers& random);

}  // namespace harbor
