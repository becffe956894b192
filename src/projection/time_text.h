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

// HH:MM[:SS[.fraction]], and then, passed over by `time`, Z or an offset. 24:00 is read.
struct ClockParts {
  std::chrono::microseconds time_of_day{0};
  std::chrono::seconds offset{0};  // East of UTC.
};

TimeForm read_clock(std::string_view text, ClockParts& parts);

// Microseconds since 1970, rounded to `second_digits` digits of a second as PostgreSQL does.
std::int64_t epoch_microseconds(const TimeParts& parts, bool with_offset,
                                std::int32_t second_digits);
std::chrono::microseconds rounded_time_of_day(const ClockParts& parts, std::int32_t second_digits);

// "infinity" and "-infinity" as PostgreSQL writes them; empty where it is none of the two.
std::string_view endless_time(std::string_view text);

// "2026-07-14", "2026-07-14 18:00:00.125", with "+00" behind it; "18:00:00.125+05:30"; made in
// place.
class TimeText {
 public:
  static TimeText of_date(std::chrono::sys_days date);
  // Requires: is_storable(epoch_microseconds).
  static TimeText of_time(std::int64_t epoch_microseconds, bool with_zone);
  static TimeText of_clock(std::chrono::microseconds time_of_day);
  static TimeText of_clock(std::chrono::microseconds time_of_day, std::chrono::seconds offset);

  std::string_view view() const { return {text_.data(), size_}; }

 private:
  void put_number(unsigned number, std::size_t digits);
  void put(std::string_view text);
  bool put_date(std::chrono::sys_days date);  // True: before our era.
  void put_clock(std::uint64_t microseconds);

  std::array<char, 48> text_;
  std::size_t size_ = 0;
};

// Whether a timestamp of PostgreSQL can hold it: 4713 BC to 294246, a little less than there.
bool is_storable(std::int64_t epoch_microseconds);

}  // namespace projector
