// A file that an operator names and that is read again and again, such as one with a password:
// whatever it is, reading it takes neither long nor much.

#pragma once

#include <cstddef>
#include <string>

namespace projector {

// Of a file with a password.
inline constexpr std::size_t kSecretBytesMax = std::size_t{64} << 10;

struct SmallFile {
  std::string text;
  std::string trouble;  // Why there is none, as in "cannot be read: ..."; empty: there is.
};

// Refuses a pipe, which is there once and may have nobody at its other end, and what is larger.
SmallFile read_small_file(const std::string& path, std::size_t bytes_max);

}  // namespace projector
