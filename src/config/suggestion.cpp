#include "suggestion.h"

#include <algorithm>
#include <cstddef>

#include "projector/base/edit_distance.h"

namespace projector::config {
namespace {

constexpr std::size_t kEditsMax = 2;

}  // namespace

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  const auto nearest =
      std::min_element(known.begin(), known.end(), [word](std::string_view a, std::string_view b) {
        return edit_distance(word, a) < edit_distance(word, b);
      });
  if (nearest == known.end()) return {};
  if (word.size() > kEditsMax && edit_distance(word, *nearest) <= kEditsMax) {
    return "did you mean \"" + std::string(*nearest) + "\"?";
  }
  std::string list;
  for (const std::string_view name : known) list.append(list.empty() ? "" : ", ").append(name);
  return "known are: " + list;
}

}  // namespace projector::config
