// Quantities with their unit, as people write them: "90s", "250ms", "64MiB".

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace projector {

// ms, s, m, h, d after a whole number; nullopt for anything else, a bare number included.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// B, KiB, MiB, GiB after a whole number; nullopt for anything else.
std::optional<std::size_t> parse_bytes(std::string_view text);

// Records a second: "3000/s"; nullopt for anything else.
std::optional<double> parse_rate(std::string_view text);

// In the largest unit that keeps the number whole: 90s, 2m, 64MiB.
std::string format_duration(std::chrono::milliseconds duration);
std::string format_bytes(std::size_t bytes);

}  // namespace projector
