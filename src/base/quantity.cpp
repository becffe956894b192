#include "projector/base/quantity.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace projector {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// Largest first: formatting takes the first that divides.
constexpr std::array<Unit, 5> kDurations = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::array<Unit, 4> kBytes = {{{"GiB", std::uint64_t{1} << 30},
                                         {"MiB", std::uint64_t{1} << 20},
                                         {"KiB", std::uint64_t{1} << 10},
                                         {"B", 1}}};

template <std::size_t N>
std::optional<std::uint64_t> parse(std::string_view text, const std::array<Unit, N>& units) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{}) return std::nullopt;

  const std::string_view name(rest, static_cast<std::size_t>(end - rest));
  for (const Unit& unit : units) {
    if (name != unit.name) continue;
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (number > most / unit.factor) return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

template <std::size_t N>
std::string format(std::uint64_t number, const std::array<Unit, N>& units) {
  for (const Unit& unit : units) {
    if (number != 0 && number % unit.factor == 0) {
      return std::to_string(number / unit.factor).append(unit.name);
    }
  }
  return "0" + std::string(units.back().name);
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto number = parse(text, kDurations);
  if (!number) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*number));
}

std::optional<std::size_t> parse_bytes(std::string_view text) { return parse(text, kBytes); }

std::optional<double> parse_rate(std::string_view text) {
  static constexpr std::array<Unit, 1> kRates = {{{"/s", 1}}};
  const auto number = parse(text, kRates);
  if (!number) return std::nullopt;
  return static_cast<double>(*number);
}

std::string format_duration(std::chrono::milliseconds duration) {
  return format(static_cast<std::uint64_t>(duration.count()), kDurations);
}

std::string format_bytes(std::size_t bytes) { return format(bytes, kBytes); }

}  // namespace projector
