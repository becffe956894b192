// UTF-8 by RFC 3629: what PostgreSQL, Kafka, JSON and terminals can take.

#pragma once

#include <cstddef>
#include <string_view>

namespace projector {

struct Utf8Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: what stands here is no UTF-8.
};

// Requires: `text` is not empty.
Utf8Character first_character(std::string_view text);

// The bytes at the front that are UTF-8: all of a sound text.
std::size_t count_utf8(std::string_view text);

}  // namespace projector
