#include "sim/quantities.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace harbor {
namespace {

// A year: above any use, and far below the 292 years that nanoseconds can count.
constexpr double kDurationSecondsMax = 365.0 * 24 * 3600;

struct NumberAndRest {
  double number;
  std::string_view rest;
};

std::optional<NumberAndRest> split_number(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number) || number < 0) return std::nullopt;
  return NumberAndRest{number, {after, static_cast<std::size_t>(end - after)}};
}

}  // namespace

std::optional<double> parse_rate(std::string_view text) {
  const auto parts = split_number(text);
  if (!parts || parts->rest != "/s") return std::nullopt;
  return parts->number;
}

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 4> kSecondsPerUnit{
      {{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}}};

  const auto parts = split_number(text);
  if (!parts) return std::nullopt;
  for (const auto& [unit, seconds] : kSecondsPerUnit) {
    if (parts->rest != unit) continue;
    const double total = parts->number * seconds;
    if (total > kDurationSecondsMax) return std::nullopt;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(total * 1e9));
  }
  return std::nullopt;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

}  // namespace harbor
