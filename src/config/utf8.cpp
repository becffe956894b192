#include "utf8.h"

namespace projector::config {
namespace {

// Of the character at the front, or 0 where it is none.
std::size_t character_bytes(std::string_view text) {
  const auto byte = [text](std::size_t place) -> unsigned {
    return place < text.size() ? static_cast<unsigned char>(text[place]) : 0;
  };
  const auto follows = [&byte](std::size_t place) { return (byte(place) & 0xC0) == 0x80; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !follows(1)) return 0;
  if (first < 0xE0) return 2;
  // Forms that are longer than needed, halves of pairs, and what is beyond the last character.
  const bool is_wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  if (is_wrong || !follows(2)) return 0;
  if (first < 0xF0) return 3;
  return follows(3) ? 4 : 0;
}

}  // namespace

std::size_t count_utf8(std::string_view text) {
  std::size_t sound = 0;
  while (sound < text.size()) {
    const std::size_t bytes = character_bytes(text.substr(sound));
    if (bytes == 0) break;
    sound += bytes;
  }
  return sound;
}

}  // namespace projector::config
