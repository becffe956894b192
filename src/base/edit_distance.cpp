#include "projector/base/edit_distance.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace projector {

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

const std::string* nearest_name(std::string_view wanted, std::span<const std::string> names) {
  const std::string* nearest = nullptr;
  std::size_t least = kEditsMax + 1;
  for (const std::string& name : names) {
    const std::size_t edits = edit_distance(wanted, name);
    if (edits >= least) continue;
    least = edits;
    nearest = &name;
  }
  return nearest;
}

}  // namespace projector
