// Makes text of strangers (a broker, a server, a record's place) safe to show in one line.
//
// Escaped are control characters, those of C1 too, the separators and direction marks with which
// Unicode text can look like something else, and bytes that are no UTF-8.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace projector::telemetry {

enum class Escape : std::uint8_t {
  kText,  // For people: \n, \t, \x1b, \u202e. Backslashes stay as they are.
  kJson,  // The inside of a JSON string.
};

// Appends `text`, at most about `bytes_max` bytes of it as escaped, then "…" where that cut it.
void append_escaped(std::string& out, std::string_view text, Escape escape, std::size_t bytes_max);

}  // namespace projector::telemetry
