#include "number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <system_error>

namespace projector {
namespace {

// Longer keys are left as they are: the server then tells equal ones apart.
constexpr std::size_t kCanonicalDigitsMax = 1000;
constexpr std::int32_t kCanonicalExponentMax = 100;
constexpr std::int32_t kExponentClamp = 1'000'000;

constexpr std::string_view kSpaces = " \t\n\v\f\r";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digit_count(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  return static_cast<std::size_t>(end - text.begin());
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What newer versions of PostgreSQL, or its floats, read beside plain decimals.
NumberForm form_of_other(std::string_view text) {
  if (text.empty()) return NumberForm::kNone;
  if (!special_number(text).empty()) return NumberForm::kUnsure;
  if (!is_digit(text[0]) && text[0] != '.') return NumberForm::kNone;
  const bool prefixed = text.size() > 1 && text[0] == '0' && !is_digit(text[1]) && text[1] != '.';
  if (prefixed || text.find('_') != std::string_view::npos) return NumberForm::kUnsure;
  return NumberForm::kNone;
}

bool take_sign(std::string_view& text) {
  if (text.empty() || (text[0] != '-' && text[0] != '+')) return false;
  const bool negative = text[0] == '-';
  text.remove_prefix(1);
  return negative;
}

// The exponent at the front, if there is one; false where it has no digits.
bool take_exponent(std::string_view& text, std::int32_t& exponent) {
  if (text.empty() || lower(text[0]) != 'e') return true;
  text.remove_prefix(1);
  const bool negative = take_sign(text);
  const std::size_t digits = digit_count(text);
  if (digits == 0) return false;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + digits, exponent);
  if (error != std::errc{} || exponent > kExponentClamp) exponent = kExponentClamp;
  if (negative) exponent = -exponent;
  text.remove_prefix(digits);
  return true;
}

std::string_view without_leading_zeros(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

// Rounds to the first `kept` digits; what is behind them becomes zero. True where a digit more came
// to stand in front: 9.9 is 10.
bool round_digits(std::string& digits, std::int64_t kept) {
  if (kept >= static_cast<std::int64_t>(digits.size())) return false;
  if (kept < 0) {
    digits.assign(digits.size(), '0');
    return false;
  }
  const auto first = static_cast<std::size_t>(kept);
  const bool is_up = digits[first] >= '5';
  std::fill(digits.begin() + static_cast<std::ptrdiff_t>(first), digits.end(), '0');
  if (!is_up) return false;
  for (std::size_t place = first; place > 0; --place) {
    if (++digits[place - 1] <= '9') return false;
    digits[place - 1] = '0';
  }
  digits.insert(0, 1, '1');
  return true;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

NumberForm read_integer(std::string_view text, std::int64_t& number) {
  text = trim(text);
  std::string_view digits = text;
  static_cast<void>(take_sign(digits));
  if (digits.empty() || !is_digit(digits[0])) return NumberForm::kNone;
  if (digit_count(digits) != digits.size()) return form_of_other(digits);

  if (text[0] == '+') text.remove_prefix(1);
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc{} ? NumberForm::kRead : NumberForm::kOutOfRange;
}

bool Decimal::is_zero() const {
  return without_leading_zeros(whole).empty() && without_leading_zeros(fraction).empty();
}

std::int64_t Decimal::magnitude() const {
  const std::string_view significant = without_leading_zeros(whole);
  if (!significant.empty()) return static_cast<std::int64_t>(significant.size()) + exponent;
  const std::size_t zeros = fraction.size() - without_leading_zeros(fraction).size();
  return exponent - static_cast<std::int64_t>(zeros);
}

NumberForm read_decimal(std::string_view text, Decimal& number) {
  text = trim(text);
  number = Decimal{};
  number.negative = take_sign(text);
  std::string_view rest = text;

  number.whole = rest.substr(0, digit_count(rest));
  rest.remove_prefix(number.whole.size());
  if (!rest.empty() && rest[0] == '.') {
    rest.remove_prefix(1);
    number.fraction = rest.substr(0, digit_count(rest));
    rest.remove_prefix(number.fraction.size());
  }
  const bool has_digits = !number.whole.empty() || !number.fraction.empty();
  // Some versions pass over spaces before the exponent's digits.
  if (has_digits && text.find_first_of(kSpaces) != std::string_view::npos)
    return NumberForm::kUnsure;
  if (!has_digits || !take_exponent(rest, number.exponent) || !rest.empty()) {
    return form_of_other(text);
  }
  return NumberForm::kRead;
}

std::optional<std::string> canonical_decimal(const Decimal& number,
                                             std::optional<std::int32_t> scale) {
  if (number.is_zero()) return "0";
  if (number.whole.size() + number.fraction.size() > kCanonicalDigitsMax) return std::nullopt;
  if (std::abs(number.exponent) > kCanonicalExponentMax) return std::nullopt;

  // All digits, and the place of the point among them.
  std::string digits(number.whole);
  digits += number.fraction;
  std::int64_t point = static_cast<std::int64_t>(number.whole.size()) + number.exponent;
  if (point < 0) {
    digits.insert(0, static_cast<std::size_t>(-point), '0');
    point = 0;
  }
  if (const auto size = static_cast<std::size_t>(point); size > digits.size())
    digits.resize(size, '0');
  if (scale && round_digits(digits, point + *scale)) ++point;

  std::string fraction = digits.substr(static_cast<std::size_t>(point));
  fraction.erase(fraction.find_last_not_of('0') + 1);
  std::string whole(
      without_leading_zeros(std::string_view(digits).substr(0, static_cast<std::size_t>(point))));
  const bool is_zero = whole.empty() && fraction.empty();
  std::string text = number.negative && !is_zero ? "-" : "";
  text += whole.empty() ? "0" : whole;
  if (!fraction.empty()) text += "." + fraction;
  return text;
}

std::optional<std::int64_t> shifted_integer(const Decimal& number, std::int32_t shift) {
  if (number.is_zero()) return 0;
  const auto digit_at = [&number](std::int64_t place) -> std::int64_t {
    auto index = static_cast<std::size_t>(place);
    if (index < number.whole.size()) return number.whole[index] - '0';
    index -= number.whole.size();
    return index < number.fraction.size() ? number.fraction[index] - '0' : 0;
  };
  constexpr std::int64_t kBeforeLastDigitMax = (std::numeric_limits<std::int64_t>::max() - 10) / 10;
  const std::int64_t point =
      static_cast<std::int64_t>(number.whole.size()) + number.exponent + shift;
  std::int64_t value = 0;
  for (std::int64_t place = 0; place < point; ++place) {
    if (value > kBeforeLastDigitMax) return std::nullopt;
    value = value * 10 + digit_at(place);
  }
  if (point >= 0 && digit_at(point) >= 5) ++value;
  return number.negative ? -value : value;
}

std::string_view special_number(std::string_view text) {
  text = trim(text);
  const bool is_signed = !text.empty() && (text[0] == '-' || text[0] == '+');
  const bool negative = is_signed && text[0] == '-';
  if (is_signed) text.remove_prefix(1);
  std::array<char, 8> word{};
  if (text.size() > word.size()) return {};
  std::transform(text.begin(), text.end(), word.begin(), lower);
  const std::string_view lowered(word.data(), text.size());
  if (lowered == "nan") return "NaN";
  if (lowered != "inf" && lowered != "infinity") return {};
  return negative ? "-Infinity" : "Infinity";
}

std::optional<std::int64_t> integral_value(const Decimal& number) {
  const auto text = canonical_decimal(number);
  std::int64_t value = 0;
  if (!text || read_integer(*text, value) != NumberForm::kRead) return std::nullopt;
  return value;
}

}  // namespace projector
