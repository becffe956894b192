// Rows of tables in memory: what the simulated server stores, and what the oracle expects.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projector/core/write_plan.h"

namespace projector::simulation {

using Key = std::vector<std::string>;

struct Row {
  std::optional<std::int64_t> version;
  std::vector<std::optional<std::string>> values;  // By column, those of the key left empty.

  friend bool operator==(const Row&, const Row&) = default;
};

using Rows = std::map<Key, Row>;

struct TableShape {
  std::string name;
  std::vector<std::string> columns;  // The key's first, `key_count` of them.
  std::size_t key_count = 0;
  std::string version_column;
  RemovedMark mark = RemovedMark::kNone;
  std::string mark_column;

  // Requires: there is one.
  std::size_t place_of(const std::string& column) const {
    std::size_t place = 0;
    while (columns.at(place) != column) ++place;
    return place;
  }
};

// The rows whose key begins with `part`.
inline Rows::iterator first_of(Rows& rows, const Key& part) { return rows.lower_bound(part); }
inline bool bears(const Key& key, const Key& part) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (key[i] != part[i]) return false;
  }
  return true;
}

}  // namespace projector::simulation
