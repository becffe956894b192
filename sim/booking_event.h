// One event in the life of a booking, without its text.

#pragma once

#include <bit>
#include <cstdint>

namespace harbor {

enum class EventKind : std::uint8_t {
  kFlat,       // One row with all its columns: the flat model has no other kind.
  kConfirmed,  // A booking with all its passengers.
  kAmended,    // The same, with passengers added, removed or changed.
  kCheckedIn,
  kCancelled,
  kErased,  // A record without a value, and the version in a header.
};

// What is wrong with a record that can never be applied.
enum class Flaw : std::uint8_t {
  kNone,
  kNotJson,       // Cut off in the middle.
  kUnknownType,   // An event that nobody knows.
  kNoVersion,     // null, or no header.
  kVersionText,   // A word.
  kNoBooking,     // null where the booking's id belongs.
  kWrongTime,     // A word.
  kWrongNumber,   // A passenger's number that is a word.
  kLargeNumber,   // One that no integer column holds.
  kNul,           // A NUL character in a text.
  kNoPassengers,  // null instead of the list.
};

inline constexpr unsigned kPassengersMax = 6;

struct BookingEvent {
  std::uint64_t sequence;  // Place in the order in which things happened, from 0.
  std::uint32_t booking;   // From 0 to the number of bookings, exclusive.
  std::uint32_t version;   // From 1.
  EventKind kind = EventKind::kFlat;
  Flaw flaw = Flaw::kNone;
  std::uint8_t passengers = 1;  // Bit n - 1: the event is about passenger n.

  // Rows that the event names.
  unsigned rows() const { return static_cast<unsigned>(std::popcount(passengers)); }
};

}  // namespace harbor
