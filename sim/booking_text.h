// The Kafka record of a booking event: key, JSON text, and the header of an erasure.
//
// Its bytes are a function of seed, sizes and event, so a duplicate is the same bytes again.
// Thread: one owner.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/booking_event.h"
#include "sim/event_pieces.h"

namespace harbor {

// Without any filler a flat event has up to about 390 bytes.
inline constexpr std::size_t kEventBytesMin = 400;
// Below the 1 MiB that brokers accept by default, with room for key and record header.
inline constexpr std::size_t kEventBytesMax = 1'000'000;

// As many bookings have distinct keys: 32 letters and digits in 6 places.
inline constexpr std::uint32_t kBookingsMax = 1u << 30;

// Sizes of events lie evenly between the two, both included.
struct EventSizes {
  std::size_t least_bytes = 800;
  std::size_t most_bytes = 800;

  // Reads `800`, or `500-5000`. Nothing where that is not a size, or no event can have it.
  static std::optional<EventSizes> parse(std::string_view text);
};

class BookingText {
 public:
  // Requires: kEventBytesMin <= least_bytes <= most_bytes <= kEventBytesMax.
  BookingText(std::uint64_t seed, EventSizes sizes);

  // Distinct for each booking below kBookingsMax. Valid until the next call.
  std::string_view key(std::uint32_t booking);

  // Nothing for an erasure. One that names six passengers may be larger than asked for. Valid until
  // the next call.
  std::optional<std::string_view> value(const BookingEvent& event);

  // The header `version` of an erasure; nothing for all other events. Valid until the next call.
  std::optional<std::string_view> version_header(const BookingEvent& event);

 private:
  std::size_t size_of(const BookingEvent& event) const;
  std::uint64_t bits_of(std::uint64_t one, std::uint64_t other) const;
  void append_identity(const BookingEvent& event);
  void append_booking_id(const BookingEvent& event);
  void append_flat(const BookingEvent& event);
  void append_snapshot(const BookingEvent& event);
  void append_passenger(const BookingEvent& event, unsigned number);
  void append_check_in(const BookingEvent& event);
  void append_named(const BookingEvent& event, std::uint64_t bits);

  const std::uint64_t seed_;
  const EventSizes sizes_;
  const Filler filler_;
  std::string key_;
  std::string value_;
  std::string version_;
};

}  // namespace harbor
