#include "escape.h"

#include <array>
#include <cstdio>

namespace projector::telemetry {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: what stands here is no UTF-8.
};

std::size_t length_by(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

// Overlong forms, halves of surrogate pairs and what lies above Unicode are no characters.
bool is_in_range(char32_t code, std::size_t bytes) {
  if (bytes == 3) return code >= 0x800 && (code < 0xD800 || code > 0xDFFF);
  if (bytes == 4) return code >= 0x10000 && code <= 0x10FFFF;
  return true;
}

Character first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = length_by(lead);
  if (bytes == 0 || bytes > text.size()) return {};
  if (bytes == 1) return {lead, 1};

  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (const char next : text.substr(1, bytes - 1)) {
    const auto byte = static_cast<unsigned char>(next);
    if ((byte & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (byte & 0x3FU);
  }
  return is_in_range(code, bytes) ? Character{code, bytes} : Character{};
}

bool can_deceive(char32_t code) {
  if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) return true;
  if (code == 0x2028 || code == 0x2029) return true;
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string hexadecimal(const char* form, unsigned value) {
  std::array<char, 16> text{};
  const int length = std::snprintf(text.data(), text.size(), form, value);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string escaped(char32_t code, Escape escape) {
  if (code == '\n') return "\\n";
  if (code == '\r') return "\\r";
  if (code == '\t') return "\\t";
  const bool short_form = escape == Escape::kText && code < 0x80;
  return hexadecimal(short_form ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(code));
}

std::string shown(std::string_view character, char32_t code, Escape escape) {
  if (can_deceive(code)) return escaped(code, escape);
  if (escape == Escape::kJson && (code == '"' || code == '\\')) {
    return "\\" + std::string(character);
  }
  return std::string(character);
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, Escape escape, std::size_t bytes_max) {
  const std::size_t end = out.size() + bytes_max;
  while (!text.empty()) {
    const Character character = first_of(text);
    const std::size_t taken = character.bytes == 0 ? 1 : character.bytes;
    // A JSON reader gets the same text that a terminal shows.
    const std::string piece = character.bytes == 0
                                  ? hexadecimal(escape == Escape::kJson ? "\\\\x%02x" : "\\x%02x",
                                                static_cast<unsigned char>(text[0]))
                                  : shown(text.substr(0, taken), character.code, escape);
    if (out.size() + piece.size() > end) {
      out += "…";
      return;
    }
    out += piece;
    text.remove_prefix(taken);
  }
}

}  // namespace projector::telemetry
