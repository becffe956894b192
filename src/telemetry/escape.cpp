#include "escape.h"

#include <array>
#include <cstdio>

#include "projector/base/utf8.h"

namespace projector::telemetry {
namespace {

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
    const Utf8Character character = first_character(text);
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
