#include "time_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

#include "number_text.h"

namespace projector {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t kDayMicroseconds = 86'400'000'000;

// Reads parts of fixed form from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return place_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[place_]; }

  bool take(char c) {
    if (peek() != c) return false;
    ++place_;
    return true;
  }

  // One or two digits.
  bool take_short_number(unsigned& number) {
    const std::string_view digits = text_.substr(place_, 2);
    return take_number(digits.size() == 2 && is_digit(digits[1]) ? 2 : 1, number);
  }

  // Exactly `digits` digits.
  bool take_number(std::size_t digits, unsigned& number) {
    if (text_.size() - place_ < digits) return false;
    number = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const auto digit = static_cast<unsigned>(text_[place_ + i] - '0');
      if (digit > 9) return false;
      number = number * 10 + digit;
    }
    place_ += digits;
    return true;
  }

  std::string_view take_digits() {
    const std::size_t begin = place_;
    while (is_digit(peek())) ++place_;
    return text_.substr(begin, place_ - begin);
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view text_;
  std::size_t place_ = 0;
};

// The form holds, but a field may not: then `sound` becomes false.
struct Fields {
  TimeParts parts;
  bool sound = true;
};

// With four digits first it is the year in every DateStyle, then month and day follow.
bool read_date(Reader& reader, Fields& fields) {
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (!reader.take_number(4, year)) return false;
  if (reader.take('-')) {
    if (!reader.take_short_number(month) || !reader.take('-') || !reader.take_short_number(day)) {
      return false;
    }
  } else if (!reader.take_number(2, month) || !reader.take_number(2, day) || !reader.at_end()) {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                         std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok() || year == 0) {
    fields.sound = false;
  } else {
    fields.parts.date = std::chrono::sys_days(date);
  }
  return true;
}

// PostgreSQL reads the fraction as a double and rounds it to the nearest microsecond.
microseconds fraction_of_second(std::string_view digits) {
  if (digits.size() <= 6) {
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    for (std::size_t i = digits.size(); i < 6; ++i) value *= 10;
    return microseconds(value);
  }
  const std::string text = "0." + std::string(digits);
  double fraction = 0;
  std::from_chars(text.data(), text.data() + text.size(), fraction);
  return microseconds(static_cast<std::int64_t>(std::nearbyint(fraction * 1e6)));
}

bool read_time_of_day(Reader& reader, Fields& fields) {
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  std::string_view fraction;
  if (!reader.take_number(2, hour) || !reader.take(':') || !reader.take_number(2, minute)) {
    return false;
  }
  if (reader.take(':')) {
    if (!reader.take_number(2, second)) return false;
    if (reader.take('.')) {
      fraction = reader.take_digits();
      if (fraction.empty()) return false;
    }
  }
  // 24:00 and the leap second have rules of their own in PostgreSQL.
  if (hour == 24 || second == 60) return false;
  if (hour > 24 || minute > 59 || second > 60) fields.sound = false;
  const std::chrono::seconds whole{hour * 3600 + minute * 60 + second};
  fields.parts.time_of_day = microseconds(whole) + fraction_of_second(fraction);
  return true;
}

bool read_offset(Reader& reader, Fields& fields) {
  static_cast<void>(reader.take(' '));
  if (reader.take('Z') || reader.take('z')) return true;
  const bool west = reader.peek() == '-';
  if (!reader.take('-') && !reader.take('+')) return false;

  unsigned hours = 0;
  unsigned minutes = 0;
  unsigned seconds = 0;
  if (!reader.take_number(2, hours)) return false;
  if (!reader.at_end()) {
    const bool colon = reader.take(':');
    if (!reader.take_number(2, minutes)) return false;
    if (colon && reader.take(':') && !reader.take_number(2, seconds)) return false;
  }
  // PostgreSQL knows offsets below 16 hours.
  if (hours > 15 || minutes > 59 || seconds > 59) fields.sound = false;
  const std::chrono::seconds east{hours * 3600 + minutes * 60 + seconds};
  fields.parts.offset = west ? -east : east;
  return true;
}

bool read_fields(Reader& reader, Fields& fields) {
  if (!read_date(reader, fields)) return false;
  if (reader.at_end()) return true;
  if (!reader.take('T') && !reader.take('t') && !reader.take(' ')) return false;
  if (!read_time_of_day(reader, fields)) return false;
  if (reader.at_end()) return true;
  return read_offset(reader, fields) && reader.at_end();
}

// One form of 24:00 is the end of the day; all else of its hour is no time.
bool take_end_of_day(Reader& reader) {
  unsigned hour = 0;
  unsigned zeros = 0;
  if (!reader.take_number(2, hour) || hour != 24 || !reader.take(':')) return false;
  if (!reader.take_number(2, zeros) || zeros != 0) return false;
  return !reader.take(':') || (reader.take_number(2, zeros) && zeros == 0);
}

bool read_clock_fields(Reader& reader, Fields& fields) {
  if (Reader at = reader; take_end_of_day(at)) {
    fields.parts.time_of_day = std::chrono::hours(24);
    reader = at;
  } else if (!read_time_of_day(reader, fields)) {
    return false;
  }
  return reader.at_end() || (read_offset(reader, fields) && reader.at_end());
}

// Milliseconds since 1970, most likely. PostgreSQL takes the last four digits for month and day,
// and what is left for a year beyond its last one.
bool is_long_number(std::string_view text) {
  constexpr std::size_t kDigitsMin = 11;
  return text.size() >= kDigitsMin && text[0] != '0' &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Every text for a time has a digit, but for these words.
bool may_be_a_time(std::string_view text) {
  if (is_long_number(text)) return false;
  if (std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return true;
  std::string lower(text.substr(0, 64));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  constexpr std::array<std::string_view, 7> kWords = {"epoch",    "infinity",  "now",     "today",
                                                      "tomorrow", "yesterday", "allballs"};
  return std::any_of(kWords.begin(), kWords.end(), [&lower](std::string_view word) {
    return lower.find(word) != std::string::npos;
  });
}

std::int64_t rounding_unit(std::int32_t second_digits) {
  std::int64_t unit = 1;
  for (std::int32_t i = second_digits; i < 6; ++i) unit *= 10;
  return unit;
}

struct CivilDate {
  std::int64_t year = 0;
  unsigned month = 0;
  unsigned day = 0;
};

// The Gregorian date of a day since 1970, counted in years that begin in March, so that the leap
// day is the last. The standard's calendar ends in the year 32767, PostgreSQL's far beyond.
CivilDate civil_date(std::int64_t day) {
  constexpr std::int64_t kDaysOfEra = 146'097;  // 400 years.
  const std::int64_t shifted = day + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - kDaysOfEra + 1) / kDaysOfEra;
  const auto day_of_era = static_cast<unsigned>(shifted - era * kDaysOfEra);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned march_month = (5 * day_of_year + 2) / 153;
  CivilDate date;
  date.day = day_of_year - (153 * march_month + 2) / 5 + 1;
  date.month = march_month < 10 ? march_month + 3 : march_month - 9;
  date.year = era * 400 + year_of_era + (date.month <= 2 ? 1 : 0);
  return date;
}

}  // namespace

TimeForm read_time(std::string_view text, TimeParts& parts) {
  text = trim(text);
  Reader reader(text);
  Fields fields;
  if (!read_fields(reader, fields))
    return may_be_a_time(text) ? TimeForm::kUnsure : TimeForm::kNone;
  parts = fields.parts;
  return fields.sound ? TimeForm::kRead : TimeForm::kNone;
}

std::int64_t epoch_microseconds(const TimeParts& parts, bool with_offset,
                                std::int32_t second_digits) {
  const auto days = parts.date.time_since_epoch().count();
  std::int64_t time = std::int64_t{days} * kDayMicroseconds + parts.time_of_day.count();
  if (with_offset) time -= microseconds(parts.offset).count();

  const std::int64_t unit = rounding_unit(second_digits);
  // PostgreSQL counts from 2000 and rounds halves away from it.
  constexpr std::int64_t kOrigin = 10'957 * kDayMicroseconds;
  const std::int64_t since = time - kOrigin;
  const std::int64_t half = since < 0 ? -(unit / 2) : unit / 2;
  return kOrigin + (since + half) / unit * unit;
}

TimeForm read_clock(std::string_view text, ClockParts& parts) {
  text = trim(text);
  Reader reader(text);
  Fields fields;
  if (!read_clock_fields(reader, fields)) {
    return may_be_a_time(text) ? TimeForm::kUnsure : TimeForm::kNone;
  }
  parts = {fields.parts.time_of_day, fields.parts.offset};
  return fields.sound ? TimeForm::kRead : TimeForm::kNone;
}

microseconds rounded_time_of_day(const ClockParts& parts, std::int32_t second_digits) {
  const std::int64_t unit = rounding_unit(second_digits);
  return microseconds((parts.time_of_day.count() + unit / 2) / unit * unit);
}

std::string_view endless_time(std::string_view text) {
  const std::string_view number = special_number(text);
  const bool is_word = trim(text).size() > 4;  // Not "inf", which is a number only.
  if (!is_word || number.empty() || number == "NaN") return {};
  return number[0] == '-' ? "-infinity" : "infinity";
}

bool is_storable(std::int64_t epoch_microseconds) {
  constexpr std::int64_t kFirst = std::int64_t{-2'440'588} * kDayMicroseconds;  // Julian day 0.
  constexpr std::int64_t kEnd = std::int64_t{106'751'982} * kDayMicroseconds;   // Year 294247.
  return epoch_microseconds >= kFirst && epoch_microseconds < kEnd;
}

TimeText TimeText::of_date(std::chrono::sys_days date) {
  TimeText text;
  if (text.put_date(date)) text.put(" BC");
  return text;
}

TimeText TimeText::of_time(std::int64_t epoch_microseconds, bool with_zone) {
  const auto instant = std::chrono::sys_time<microseconds>(microseconds(epoch_microseconds));
  const auto date = std::chrono::floor<std::chrono::days>(instant);

  TimeText text;
  const bool is_before_our_era = text.put_date(date);
  text.put(" ");
  text.put_clock(static_cast<std::uint64_t>((instant - date).count()));
  if (with_zone) text.put("+00");
  if (is_before_our_era) text.put(" BC");
  return text;
}

TimeText TimeText::of_clock(microseconds time_of_day) {
  TimeText text;
  text.put_clock(static_cast<std::uint64_t>(time_of_day.count()));
  return text;
}

TimeText TimeText::of_clock(microseconds time_of_day, std::chrono::seconds offset) {
  TimeText text = of_clock(time_of_day);
  text.put(offset.count() < 0 ? "-" : "+");
  const auto east = static_cast<unsigned>(std::abs(offset.count()));
  text.put_number(east / 3600, 2);
  if (east % 3600 == 0) return text;
  text.put(":");
  text.put_number(east / 60 % 60, 2);
  if (east % 60 == 0) return text;
  text.put(":");
  text.put_number(east % 60, 2);
  return text;
}

void TimeText::put_clock(std::uint64_t microseconds) {
  const auto seconds = static_cast<unsigned>(microseconds / 1'000'000);
  const auto fraction = static_cast<unsigned>(microseconds % 1'000'000);
  put_number(seconds / 3600, 2);
  put(":");
  put_number(seconds / 60 % 60, 2);
  put(":");
  put_number(seconds % 60, 2);
  if (fraction == 0) return;
  put(".");
  put_number(fraction, 6);
  while (text_[size_ - 1] == '0') --size_;
}

bool TimeText::put_date(std::chrono::sys_days date) {
  const CivilDate day = civil_date(date.time_since_epoch().count());
  const bool is_before_our_era = day.year <= 0;
  const auto year = static_cast<unsigned>(is_before_our_era ? 1 - day.year : day.year);
  std::size_t digits = 4;
  for (unsigned rest = year / 10'000; rest != 0; rest /= 10) ++digits;
  put_number(year, digits);
  put("-");
  put_number(day.month, 2);
  put("-");
  put_number(day.day, 2);
  return is_before_our_era;
}

void TimeText::put_number(unsigned number, std::size_t digits) {
  for (std::size_t i = digits; i > 0; --i) {
    text_[size_ + i - 1] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  size_ += digits;
}

void TimeText::put(std::string_view text) {
  std::copy(text.begin(), text.end(), text_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += text.size();
}

}  // namespace projector
