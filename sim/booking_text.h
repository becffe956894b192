// The Kafka key and the JSON text of a booking event.
//
// An event is patched together from fixed pieces, without a JSON library: the producer must never
// be what limits a benchmark. Its text is a function of seed, size and event, so a duplicate is
// the same bytes again. Thread: one owner.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/booking_stream.h"

namespace harbor {

// Without any filler an event has up to about 390 bytes.
inline constexpr std::size_t kEventBytesMin = 400;
// Below the 1 MiB that brokers accept by default, with room for key and record header.
inline constexpr std::size_t kEventBytesMax = 1'000'000;

// As many bookings have distinct keys: 32 letters and digits in 6 places.
inline constexpr std::uint32_t kBookingsMax = 1u << 30;

class BookingText {
 public:
  // Requires: kEventBytesMin <= size_bytes <= kEventBytesMax.
  BookingText(std::uint64_t seed, std::size_t size_bytes);

  // Distinct for each booking below kBookingsMax. Valid until the next call.
  std::string_view key(std::uint32_t booking);

  // Valid until the next call.
  std::string_view value(const BookingEvent& event);

 private:
  static constexpr std::size_t kFillers = 64;

  void append_identity(const BookingEvent& event);
  void append_passenger(const BookingEvent& event);

  const std::uint64_t seed_;
  const std::size_t size_bytes_;
  std::array<std::string, kFillers> fillers_;  // Contact, vehicle and fares.
  std::string remarks_;                        // What is missing is cut from here.
  std::string key_;
  std::string value_;
};

}  // namespace harbor
