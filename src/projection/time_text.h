// Dates and times as PostgreSQL's casts read them from text: the ISO 8601 forms that mean the same
// under every setting of the server. All else is left to the server.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace projector {

enum class TimeForm : std::uint8_t {
  kRead,
  kUnsure,  // Not read here; PostgreSQL may ("July 14, 2026", "infinity").
  kNone,    // PostgreSQL refuses it: the 30th of February, or no time at all.
};

// YYYY-MM-DD, with `T` or a space and HH:MM[:SS[.fraction]], and then Z or an offset.
struct TimeParts {
  std::chrono::sys_days date;
  std::chrono::microseconds time_of_day{0};
  std::chrono::seconds offset{0};  // East of UTC.
};

TimeForm read_time(std::string_view text, TimeParts& parts);

// Microseconds since 1970, rounded to `second_digits` digits of a second as PostgreSQL does.
std::int64_t epoch_microseconds(const TimeParts& parts, bool with_offset,
                                std::int32_t second_digits);

// "2026-07-14", "2026-07-14 18:00:00.125", and with "+00" behind it; made in place.
class TimeText {
 public:
  // Requires: the year is within 1 and 99999.
  static TimeText of_date(std::chrono::sys_days date);
  static TimeText of_time(std::int64_t epoch_microseconds, bool with_zone);

  std::string_view view() const { return {text_.data(), size_}; }

 private:
  void put_number(unsigned number, std::size_t digits);
  void put(std::string_view text);
  void put_date(std::chrono::sys_days date);

  std::array<char, 40> text_;
  std::size_t size_ = 0;
};

// Whether TimeText can write it.
bool has_plain_year(std::int64_t epoch_microseconds);

}  // namespace projector
