#include "near_names.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace projector {
namespace {

constexpr std::size_t kNamesMax = 5;

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

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
