// Numbers as PostgreSQL's casts read them from text.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace projector {

enum class NumberForm : std::uint8_t {
  kRead,
  kOutOfRange,  // A whole number beyond 64 bits.
  kUnsure,      // Not read here; some version of PostgreSQL may (0x1F, 1_000, Infinity).
  kNone,        // No version reads it.
};

// Without the spaces at both ends that PostgreSQL's casts pass over.
std::string_view trim(std::string_view text);

// "+7", "007" and " 7" are 7, as for PostgreSQL.
NumberForm read_integer(std::string_view text, std::int64_t& number);

// The parts of a decimal number; the digits stand as written.
struct Decimal {
  bool negative = false;
  std::string_view whole;     // Digits before the point, leading zeros included.
  std::string_view fraction;  // Digits behind it.
  std::int32_t exponent = 0;  // Clamped to plus or minus one million.

  bool is_zero() const;
  // Digits before the point when written out; negative for leading zeros behind it.
  // Requires: !is_zero().
  std::int64_t magnitude() const;
};

NumberForm read_decimal(std::string_view text, Decimal& number);

// One text for equal numbers ("-0", "1.50", "15e-1" -> "0", "1.5", "1.5"), rounded to `scale`
// digits behind the point where there is one, halves away from zero, as numeric(p,s) rounds;
// nullopt where it would be long.
std::optional<std::string> canonical_decimal(const Decimal& number,
                                             std::optional<std::int32_t> scale = std::nullopt);

// The nearest whole number to `number` * 10^`shift`, halves away from zero; nullopt beyond 64 bits.
std::optional<std::int64_t> shifted_integer(const Decimal& number, std::int32_t shift);

// "NaN", "Infinity" and "-Infinity" in the form that PostgreSQL writes; empty where it is none.
std::string_view special_number(std::string_view text);

// The whole number that it is, exactly; nullopt where it is none, or beyond 64 bits.
std::optional<std::int64_t> integral_value(const Decimal& number);

}  // namespace projector
