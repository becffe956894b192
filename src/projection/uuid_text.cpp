#include "uuid_text.h"

#include <cstddef>

namespace projector {
namespace {

constexpr std::size_t kDigits = 32;

// '\0' where it is no hexadecimal digit.
char hex_lower(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) return c;
  if (c >= 'A' && c <= 'F') return static_cast<char>(c - 'A' + 'a');
  return '\0';
}

bool hyphen_stands_before(std::size_t digit) {
  return digit == 8 || digit == 12 || digit == 16 || digit == 20;
}

}  // namespace

std::optional<UuidText> read_uuid(std::string_view text) {
  if (text.size() > 2 && text.front() == '{') {
    if (text.back() != '}') return std::nullopt;
    text = text.substr(1, text.size() - 2);
  }

  UuidText uuid{};
  std::size_t size = 0;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool may_be_hyphen = digits != 0 && digits < kDigits && digits % 4 == 0;
    if (text[i] == '-' && may_be_hyphen && text[i - 1] != '-') continue;
    const char digit = hex_lower(text[i]);
    if (digit == '\0' || digits == kDigits) return std::nullopt;
    if (hyphen_stands_before(digits)) uuid[size++] = '-';
    uuid[size++] = digit;
    ++digits;
  }
  if (digits != kDigits) return std::nullopt;
  return uuid;
}

}  // namespace projector
