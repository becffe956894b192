// Quantities as people write them on harbor-sim's command line: always with their unit.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace harbor {

// Reads `500/s`. Nothing for text without the unit, for a negative or a non-finite rate.
std::optional<double> parse_rate(std::string_view text);

// Reads `250ms`, `60s`, `2m` or `1h`. Nothing for text without a unit or a negative duration.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

// Writes 1234567 as `1,234,567`.
std::string grouped(std::uint64_t number);

}  // namespace harbor
