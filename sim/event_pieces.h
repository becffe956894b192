// The pieces that the text of an event is patched together from, without a JSON library: the
// producer must never be what limits a benchmark.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace harbor {

template <std::size_t Size>
std::string_view pick(const std::array<std::string_view, Size>& from, std::uint64_t number) {
  return from[number % Size];
}

void append_number(std::string& text, std::uint64_t number);

// With zeros in front, up to `width` digits.
void append_padded(std::string& text, std::uint64_t number, std::size_t width);

// A version 7 UUID: its first 48 bits are the time of the event.
void append_event_id(std::string& text, std::uint64_t ms, std::uint64_t random);

// `2026-07-14T09:00:00.125Z`, from milliseconds since 1970.
void append_instant(std::string& text, std::uint64_t ms);

// The inside of a JSON string: a first and a last name, some with escapes and beyond ASCII.
void append_name(std::string& text, std::uint64_t bits);

// A deck and a number, such as B214.
void append_cabin(std::string& text, std::uint64_t bits);

std::string_view sailing(std::uint64_t bits);
std::string_view channel(std::uint64_t bits);

// What fills an event up to its size: contact, vehicle and fares, then remarks.
class Filler {
 public:
  // `room_bytes`: what contact, vehicle and fares may take. `size_bytes_max`: of a whole event.
  Filler(std::uint64_t seed, std::size_t room_bytes, std::size_t size_bytes_max);

  // Ends the object that `text` has begun, with `text` then of `size_bytes`, or larger where it
  // already was.
  void finish(std::string& text, std::uint64_t bits, std::size_t size_bytes) const;

 private:
  static constexpr std::size_t kVariants = 64;

  std::array<std::string, kVariants> variants_;
  std::string remarks_;  // What is missing is cut from here.
};

}  // namespace harbor
