#include "quantity_hint.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <system_error>

#include "projector/base/quantity.h"

namespace projector::config {
namespace {

constexpr double kMost = 1e15;  // What is larger is no slip of a unit.

// How people write units, in lower case.
struct UnitWord {
  std::string_view word;
  double factor;
};

constexpr std::array<UnitWord, 24> kDurationWords = {{
    {"ms", 1},           {"msec", 1},   {"msecs", 1},    {"millis", 1},    {"millisecond", 1},
    {"milliseconds", 1}, {"s", 1e3},    {"sec", 1e3},    {"secs", 1e3},    {"second", 1e3},
    {"seconds", 1e3},    {"m", 6e4},    {"min", 6e4},    {"mins", 6e4},    {"minute", 6e4},
    {"minutes", 6e4},    {"h", 3.6e6},  {"hr", 3.6e6},   {"hrs", 3.6e6},   {"hour", 3.6e6},
    {"hours", 3.6e6},    {"d", 8.64e7}, {"day", 8.64e7}, {"days", 8.64e7},
}};

constexpr double kKibi = 1'024;
constexpr std::array<UnitWord, 15> kByteWords = {{
    {"b", 1},
    {"byte", 1},
    {"bytes", 1},
    {"k", kKibi},
    {"kb", kKibi},
    {"ki", kKibi},
    {"kib", kKibi},
    {"m", kKibi* kKibi},
    {"mb", kKibi* kKibi},
    {"mi", kKibi* kKibi},
    {"mib", kKibi* kKibi},
    {"g", kKibi* kKibi* kKibi},
    {"gb", kKibi* kKibi* kKibi},
    {"gi", kKibi* kKibi* kKibi},
    {"gib", kKibi* kKibi* kKibi},
}};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string meant(const std::string& text) { return "did you mean \"" + text + "\"?"; }

// The quantity in the least unit, where that is whole: "1.5 sec" is 1500.
std::optional<std::uint64_t> loosely(std::string_view text, std::span<const UnitWord> units) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  std::string_view word(rest, static_cast<std::size_t>(end - rest));
  word.remove_prefix(std::min(word.find_first_not_of(" _"), word.size()));
  const std::string name = lower(word);
  const auto* const unit = std::find_if(units.data(), units.data() + units.size(),
                                        [&name](const UnitWord& w) { return w.word == name; });
  if (unit == units.data() + units.size()) return std::nullopt;
  const double value = number * unit->factor;
  const bool is_whole = value >= 1 && value <= kMost && std::floor(value) == value;
  return is_whole ? std::optional(static_cast<std::uint64_t>(value)) : std::nullopt;
}

std::string add_unit(std::string_view number, const char* one, const char* other) {
  const std::string text(number);
  return "add its unit, as in " + text + one + " or " + text + other;
}

}  // namespace

std::string duration_hint(std::string_view text) {
  if (is_whole_number(text)) return add_unit(text, "s", "ms");
  if (const auto duration = loosely(text, kDurationWords)) {
    return meant(format_duration(std::chrono::milliseconds(static_cast<std::int64_t>(*duration))));
  }
  return "as in 90s";
}

std::string bytes_hint(std::string_view text) {
  const auto bytes = is_whole_number(text) ? loosely(std::string(text) + "b", kByteWords)
                                           : loosely(text, kByteWords);
  const bool is_small = is_whole_number(text) && (!bytes || *bytes % 1'024 != 0);
  if (is_small) return add_unit(text, "MiB", "KiB");
  return bytes ? meant(format_bytes(*bytes)) : "as in 64MiB";
}

std::string rate_hint(std::string_view text) {
  const std::string_view number = text.substr(0, text.find_first_not_of("0123456789"));
  return number.empty() ? "as in 50/s" : meant(std::string(number) + "/s");
}

std::string count_hint(std::string_view text) {
  std::string digits(text);
  std::erase_if(digits, [](char c) { return c == '_' || c == ',' || c == '\'' || c == ' '; });
  return digits != text && is_whole_number(digits) ? meant(digits) : std::string();
}

std::string flag_hint(std::string_view text) {
  const std::string word = lower(text);
  if (word == "yes" || word == "on" || word == "true" || word == "1" || word == "y") {
    return "write true";
  }
  const bool is_no = word == "no" || word == "off" || word == "false" || word == "0" || word == "n";
  return is_no ? "write false" : "";
}

}  // namespace projector::config
