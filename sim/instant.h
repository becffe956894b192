// A point in time as PostgreSQL keeps it: microseconds since 1970, UTC.

#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace harbor {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// Reads `2026-07-14T09:00:00.125Z`, or with an offset such as `+02:00` (RFC 3339). Digits after
// the microsecond are rounded, as PostgreSQL does. Nothing for any other text.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace harbor
