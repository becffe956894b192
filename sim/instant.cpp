#include "sim/instant.h"

#include <cmath>

namespace harbor {
namespace {

using std::chrono::microseconds;

// Takes fields off the front of a text; once one is missing, everything after it is.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  int number(std::size_t width) {
    if (rest_.size() < width) return fail();
    int value = 0;
    for (const char digit : rest_.substr(0, width)) {
      if (digit < '0' || digit > '9') return fail();
      value = value * 10 + (digit - '0');
    }
    rest_.remove_prefix(width);
    return value;
  }

  void mark(std::string_view one_of) {
    if (rest_.empty() || one_of.find(rest_.front()) == std::string_view::npos) {
      fail();
      return;
    }
    rest_.remove_prefix(1);
  }

  bool next_is(char wanted) const { return !rest_.empty() && rest_.front() == wanted; }

  // `.125`, or nothing at all.
  microseconds fraction() {
    if (!next_is('.')) return microseconds(0);
    rest_.remove_prefix(1);
    double value = 0;
    double place = 1e6;
    const std::size_t before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      place /= 10;
      value += (rest_.front() - '0') * place;
      rest_.remove_prefix(1);
    }
    if (rest_.size() == before) fail();
    return microseconds(std::llround(value));
  }

  // `Z`, or how far ahead of UTC the clock was.
  std::chrono::minutes offset() {
    if (next_is('Z') || next_is('z')) {
      rest_.remove_prefix(1);
      return std::chrono::minutes(0);
    }
    const int sign = next_is('-') ? -1 : 1;
    mark("+-");
    const int hours = number(2);
    mark(":");
    const int minutes = number(2);
    if (hours > 15 || minutes > 59) fail();
    return std::chrono::minutes(sign * (hours * 60 + minutes));
  }

  bool all_were_there() const { return !failed_ && rest_.empty(); }

 private:
  int fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  Fields fields(text);
  const int year = fields.number(4);
  fields.mark("-");
  const int month = fields.number(2);
  fields.mark("-");
  const int day = fields.number(2);
  fields.mark("Tt ");
  const int hour = fields.number(2);
  fields.mark(":");
  const int minute = fields.number(2);
  fields.mark(":");
  const int second = fields.number(2);
  const microseconds fraction = fields.fraction();
  const std::chrono::minutes offset = fields.offset();

  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!fields.all_were_there() || !date.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  return Instant(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second) + fraction - offset;
}

}  // namespace harbor
