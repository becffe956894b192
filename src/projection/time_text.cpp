#include "time_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
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

  // Exactly `digits` digits, with no further one behind them.
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
    while (peek() >= '0' && peek() <= '9') ++place_;
    return text_.substr(begin, place_ - begin);
  }

 private:
  std::string_view text_;
  std::size_t place_ = 0;
};

// The form holds, but a field may not: then `sound` becomes false.
struct Fields {
  TimeParts parts;
  bool sound = true;
};

bool read_date(Reader& reader, Fields& fields) {
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (!reader.take_number(4, year) || !reader.take('-') || !reader.take_number(2, month) ||
      !reader.take('-') || !reader.take_number(2, day)) {
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
  if (!reader.take('T') && !reader.take(' ')) return false;
  if (!read_time_of_day(reader, fields)) return false;
  if (reader.at_end()) return true;
  return read_offset(reader, fields) && reader.at_end();
}

// Every text for a time has a digit, but for these words.
bool may_be_a_time(std::string_view text) {
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

  std::int64_t unit = 1;
  for (std::int32_t i = second_digits; i < 6; ++i) unit *= 10;
  // PostgreSQL counts from 2000 and rounds halves away from it.
  constexpr std::int64_t kOrigin = 10'957 * kDayMicroseconds;
  const std::int64_t since = time - kOrigin;
  const std::int64_t half = since < 0 ? -(unit / 2) : unit / 2;
  return kOrigin + (since + half) / unit * unit;
}

bool has_plain_year(std::int64_t epoch_microseconds) {
  constexpr std::int64_t kYearOne = -719'162 * kDayMicroseconds;
  return epoch_microseconds >= kYearOne;
}

TimeText TimeText::of_date(std::chrono::sys_days date) {
  TimeText text;
  text.put_date(date);
  return text;
}

TimeText TimeText::of_time(std::int64_t epoch_microseconds, bool with_zone) {
  const auto instant = std::chrono::sys_time<microseconds>(microseconds(epoch_microseconds));
  const auto date = std::chrono::floor<std::chrono::days>(instant);
  const auto time = static_cast<std::uint64_t>((instant - date).count());
  const auto seconds = static_cast<unsigned>(time / 1'000'000);
  const auto fraction = static_cast<unsigned>(time % 1'000'000);

  TimeText text;
  text.put_date(date);
  text.put(" ");
  text.put_number(seconds / 3600, 2);
  text.put(":");
  text.put_number(seconds / 60 % 60, 2);
  text.put(":");
  text.put_number(seconds % 60, 2);
  if (fraction != 0) {
    text.put(".");
    text.put_number(fraction, 6);
    while (text.text_[text.size_ - 1] == '0') --text.size_;
  }
  if (with_zone) text.put("+00");
  return text;
}

void TimeText::put_date(std::chrono::sys_days date) {
  const std::chrono::year_month_day day(date);
  const auto year = static_cast<unsigned>(static_cast<int>(day.year()));
  put_number(year, year > 9999 ? 5 : 4);
  put("-");
  put_number(static_cast<unsigned>(day.month()), 2);
  put("-");
  put_number(static_cast<unsigned>(day.day()), 2);
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
