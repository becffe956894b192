// Whether bytes are a JSON document, by another parser than the daemon's.

#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

namespace projector::fuzz {

inline constexpr std::size_t kLevelsMax = 64;  // What the daemon reads; the other knows no limit.

// Of a sound document.
inline std::size_t levels_of(std::string_view document) {
  std::size_t level = 0;
  std::size_t most = 0;
  bool is_string = false;
  for (std::size_t at = 0; at < document.size(); ++at) {
    const char c = document[at];
    if (is_string && c == '\\') ++at;
    if (c == '"') is_string = !is_string;
    if (is_string) continue;
    if (c == '[' || c == '{') most = std::max(most, ++level);
    if (c == ']' || c == '}') --level;
  }
  return most;
}

// nullopt where the other parser has rules of its own: numbers beyond a double, byte order marks,
// and NULs, which end its input.
inline std::optional<bool> is_json(std::string_view document) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  constexpr std::size_t kDigitsMax = 200;
  constexpr std::size_t kExponentDigitsMax = 2;
  if (document.starts_with(kByteOrderMark) || document.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t digits = 0;
  std::size_t digits_max = kDigitsMax;
  for (const char c : document) {
    const bool is_digit = c >= '0' && c <= '9';
    digits = is_digit ? digits + 1 : 0;
    if (c == 'e' || c == 'E') digits_max = kExponentDigitsMax;
    if (!is_digit && c != 'e' && c != 'E' && c != '+' && c != '-') digits_max = kDigitsMax;
    if (digits > digits_max) return std::nullopt;
  }
  return nlohmann::json::accept(document) && levels_of(document) <= kLevelsMax;
}

}  // namespace projector::fuzz
