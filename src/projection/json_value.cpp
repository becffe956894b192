#include "json_value.h"

#include <array>
#include <cstddef>

namespace projector {

std::string_view describe(JsonKind kind) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "nothing", "null", "a string", "a number", "true", "false", "an object", "an array"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace projector
