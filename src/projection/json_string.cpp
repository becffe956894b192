#include "json_string.h"

#include <algorithm>

namespace projector {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Four hexadecimal digits, or -1. Stops at the first that is none, so never behind the padding.
std::int32_t code_unit(const char* at) {
  std::int32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(at[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high_surrogate(std::int32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(std::int32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

char single_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

char* append_utf8(std::uint32_t code, char* text) {
  const auto put = [&text](std::uint32_t byte) { *text++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return text;
}

// The code point of the \u escape at `at`, which moves behind it.
std::uint32_t code_point(const char*& at) {
  const auto unit = static_cast<std::uint32_t>(code_unit(at + 2));
  at += 6;
  if (!is_high_surrogate(static_cast<std::int32_t>(unit))) return unit;
  const auto low = static_cast<std::uint32_t>(code_unit(at + 2));
  at += 6;
  return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

}  // namespace

const char* skip_escape(const char* at, bool& is_nul) {
  is_nul = false;
  if (at[1] != 'u') {
    const bool known = at[1] != '\0' && std::strchr("\"\\/bfnrt", at[1]) != nullptr;
    return known ? at + 2 : nullptr;
  }
  const std::int32_t unit = code_unit(at + 2);
  if (unit < 0 || is_low_surrogate(unit)) return nullptr;
  is_nul = unit == 0;
  if (!is_high_surrogate(unit)) return at + 6;
  if (at[6] != '\\' || at[7] != 'u' || !is_low_surrogate(code_unit(at + 8))) return nullptr;
  return at + 12;
}

bool holds_escaped_nul(std::string_view part) {
  for (std::size_t at = part.find('\\'); at != std::string_view::npos;) {
    if (part.substr(at).starts_with("\\u0000")) return true;
    at = part.find('\\', at + 2);
  }
  return false;
}

std::size_t unescape(const char* begin, const char* end, char* text) {
  char* out = text;
  while (begin < end) {
    const char* const backslash = std::find(begin, end, '\\');
    out = std::copy(begin, backslash, out);
    if (backslash == end) break;

    begin = backslash;
    if (begin[1] == 'u') {
      out = append_utf8(code_point(begin), out);
    } else {
      *out++ = single_escape(begin[1]);
      begin += 2;
    }
  }
  return static_cast<std::size_t>(out - text);
}

}  // namespace projector
