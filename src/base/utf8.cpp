#include "projector/base/utf8.h"

namespace projector {
namespace {

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

}  // namespace

Utf8Character first_character(std::string_view text) {
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
  return is_in_range(code, bytes) ? Utf8Character{code, bytes} : Utf8Character{};
}

std::size_t count_utf8(std::string_view text) {
  std::size_t sound = 0;
  while (sound < text.size()) {
    const std::size_t bytes = first_character(text.substr(sound)).bytes;
    if (bytes == 0) break;
    sound += bytes;
  }
  return sound;
}

}  // namespace projector
