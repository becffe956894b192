#include "projector/base/spoken.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace projector {
namespace {

constexpr double kDecimalBelow = 10;
constexpr std::size_t kGroup = 3;
// Beyond this a double is no count any more, and no time that anybody waits.
constexpr double kMost = 1e15;

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > kGroup;) {
    place -= kGroup;
    digits.insert(place, ",");
  }
  return digits;
}

struct Unit {
  const char* name;
  std::uint64_t seconds;
};

constexpr std::array<Unit, 4> kUnits = {{{" d", 86'400}, {" h", 3'600}, {" min", 60}, {" s", 1}}};

}  // namespace

std::string spoken_number(double number) {
  const double sane = std::clamp(std::isnan(number) ? 0.0 : number, 0.0, kMost);
  const auto tenths = static_cast<std::uint64_t>(std::llround(sane * 10));
  const bool has_decimal = sane < kDecimalBelow && tenths % 10 != 0 && tenths < 100;
  if (!has_decimal) return grouped(static_cast<std::uint64_t>(std::llround(sane)));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string spoken_rate(double per_second) { return spoken_number(per_second) + "/s"; }

std::string spoken_seconds(double seconds) {
  const double sane = std::clamp(std::isnan(seconds) ? 0.0 : seconds, 0.0, kMost);
  if (sane < 0.0005) return "0 s";
  if (sane < 0.9995) return std::to_string(std::llround(sane * 1000)) + " ms";
  if (sane < kDecimalBelow) return spoken_number(sane) + " s";

  const auto whole = static_cast<std::uint64_t>(std::llround(sane));
  std::size_t first = 0;
  while (kUnits[first].seconds > whole) ++first;
  const Unit& large = kUnits[first];
  std::string text = grouped(whole / large.seconds) + large.name;
  if (first + 1 == kUnits.size()) return text;
  const Unit& small = kUnits[first + 1];
  const std::uint64_t rest = whole % large.seconds / small.seconds;
  if (rest > 0) text.append(" ").append(std::to_string(rest)).append(small.name);
  return text;
}

std::string spoken_share(double share) {
  return std::to_string(std::llround(std::clamp(share, 0.0, 1.0) * 100)) + " %";
}

}  // namespace projector
