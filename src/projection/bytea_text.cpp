#include "bytea_text.h"

#include <cstdint>

namespace projector {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Takes bytes from the front of a text, one at a time.
class Bytes {
 public:
  explicit Bytes(std::string_view text) : rest_(text), is_hex_(text.starts_with("\\x")) {
    if (is_hex_) rest_.remove_prefix(2);
  }

  // nullopt at the end, or where the text goes wrong: then is_sound() is false.
  std::optional<std::uint8_t> next() { return is_hex_ ? next_pair() : next_escaped(); }
  bool is_sound() const { return is_sound_; }

 private:
  std::optional<std::uint8_t> fail() {
    is_sound_ = false;
    return std::nullopt;
  }

  // Spaces may stand between pairs.
  std::optional<std::uint8_t> next_pair() {
    while (!rest_.empty() && is_space(rest_[0])) rest_.remove_prefix(1);
    if (rest_.empty()) return std::nullopt;
    if (rest_.size() < 2) return fail();
    const int high = hex_digit(rest_[0]);
    const int low = hex_digit(rest_[1]);
    if (high < 0 || low < 0) return fail();
    rest_.remove_prefix(2);
    return static_cast<std::uint8_t>(high * 16 + low);
  }

  std::optional<std::uint8_t> next_escaped() {
    if (rest_.empty()) return std::nullopt;
    if (rest_[0] != '\\') return take(1, static_cast<std::uint8_t>(rest_[0]));
    if (rest_.size() > 1 && rest_[1] == '\\') return take(2, '\\');
    if (rest_.size() < 4 || rest_[1] < '0' || rest_[1] > '3') return fail();
    unsigned byte = 0;
    for (const char digit : rest_.substr(1, 3)) {
      if (digit < '0' || digit > '7') return fail();
      byte = byte * 8 + static_cast<unsigned>(digit - '0');
    }
    return take(4, static_cast<std::uint8_t>(byte));
  }

  std::uint8_t take(std::size_t characters, std::uint8_t byte) {
    rest_.remove_prefix(characters);
    return byte;
  }

  std::string_view rest_;
  bool is_hex_;
  bool is_sound_ = true;
};

}  // namespace

std::optional<std::size_t> count_bytea(std::string_view text) {
  Bytes bytes(text);
  std::size_t count = 0;
  while (bytes.next()) ++count;
  return bytes.is_sound() ? std::optional(count) : std::nullopt;
}

void write_bytea(std::string_view text, char* hex) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  *hex++ = '\\';
  *hex++ = 'x';
  Bytes bytes(text);
  while (const auto byte = bytes.next()) {
    *hex++ = kDigits[*byte >> 4];
    *hex++ = kDigits[*byte & 0xF];
  }
}

}  // namespace projector
