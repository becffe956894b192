// Compares a text with a file that a person has read and found right.

#pragma once

#include <fstream>
#include <iterator>
#include <string>

namespace projector {

inline std::string golden(const std::string& name) {
  std::ifstream file(std::string(GOLDEN_FOLDER) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace projector
