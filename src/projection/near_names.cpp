#include "near_names.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "projector/base/edit_distance.h"

namespace projector {
namespace {

constexpr std::size_t kNamesMax = 5;

}  // namespace

std::string nearest_names(std::string_view wanted, std::vector<std::string> names) {
  std::sort(names.begin(), names.end(), [wanted](const auto& a, const auto& b) {
    return std::pair(edit_distance(wanted, a), a) < std::pair(edit_distance(wanted, b), b);
  });
  const bool is_cut = names.size() > kNamesMax;
  if (is_cut) names.resize(kNamesMax);

  std::string list;
  for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
  return is_cut ? list + ", ..." : list;
}

}  // namespace projector
