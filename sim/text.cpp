#include "sim/text.h"

#include <functional>
#include <unordered_set>

namespace harbor {
namespace {

struct TextHash {
  using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name.
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

using Texts = std::unordered_set<std::string, TextHash, std::equal_to<>>;

// Its elements stay where they are, whatever is added.
Texts& kept_texts() {
  static Texts texts;
  return texts;
}

}  // namespace

Text::Text(std::string_view text) {
  Texts& texts = kept_texts();
  auto found = texts.find(text);
  if (found == texts.end()) found = texts.emplace(text).first;
  kept_ = &*found;
}

}  // namespace harbor
