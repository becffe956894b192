// Compiled projections: what becomes of a record, by its event. Made once; of it only the tries
// remember something between records.

#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "column_rule.h"
#include "pointer_trie.h"

namespace projector {

// The array whose elements become rows.
struct EachRule {
  std::uint32_t slot = 0;  // Of the array, in the document's trie.
  std::string written;     // Its pointer, for reasons.
  PointerTrie pointers;    // Into an element.
};

// The row of a replace that names the parent.
struct RemovalRule {
  std::uint32_t plan = 0;
  std::vector<std::uint32_t> parent;  // Places of the columns of `within` in EntryRule::columns.
  std::optional<ColumnRule> mark;     // Where removed rows are marked with a timestamp.
};

struct EntryRule {
  std::uint32_t plan = 0;
  std::vector<ColumnRule> columns;  // In the plan's order, the version last.
  std::optional<EachRule> each;
  std::optional<RemovalRule> removal;
};

struct ProjectionRule {
  std::optional<ColumnRule> event;  // What entries are chosen by; without it there is only one.
  std::vector<std::pair<std::string, std::uint32_t>> events;  // With their entries, sorted.
  std::vector<EntryRule> entries;
  std::optional<std::uint32_t> only_entry;       // Without `event`.
  std::optional<std::uint32_t> tombstone_entry;  // For records without a value.
  bool ignores_unknown = false;

  std::optional<std::uint32_t> entry_for(std::string_view name) const {
    const auto found = std::lower_bound(
        events.begin(), events.end(), name,
        [](const auto& known, std::string_view wanted) { return known.first < wanted; });
    if (found == events.end() || found->first != name) return std::nullopt;
    return found->second;
  }
};

}  // namespace projector
