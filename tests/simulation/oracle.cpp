#include "oracle.h"

#include <algorithm>

namespace projector::simulation {
namespace {

bool is_newer(const Change& change, const Row& row) {
  return !row.version || change.version > *row.version;
}

void put(Row& row, const Values& values) {
  for (const auto& [place, value] : values) row.values[place] = value;
}

}  // namespace

Fate Oracle::apply(const Change& change, bool is_poisoned, bool constraint_holds) {
  if (is_poisoned && constraint_holds) {
    // A proposed row is checked before it meets the one that is there; an update only where it
    // changes one.
    if (change.kind != ChangeKind::kUpdate || would_update(change)) return Fate::kRefused;
  }
  Count count;
  switch (change.kind) {
    case ChangeKind::kUpsert:
      upsert(change, count);
      break;
    case ChangeKind::kReplace:
      upsert(change, count);
      remove_unlisted(change, count);
      break;
    case ChangeKind::kUpdate:
      update(change, count);
      break;
    case ChangeKind::kDelete:
      erase(change, count);
      break;
  }
  if (count.changed > 0) return Fate::kApplied;
  return count.refused > 0 ? Fate::kStale : Fate::kUnmatched;
}

bool Oracle::inserts(const Change& change) const {
  const Rows& rows = tables_[change.table];
  return std::any_of(change.rows.begin(), change.rows.end(),
                     [&rows](const auto& row) { return !rows.contains(row.first); });
}

void Oracle::upsert(const Change& change, Count& count) {
  const TableShape& shape = shapes_[change.table];
  for (const auto& [key, values] : change.rows) {
    Row& row = tables_[change.table][key];
    if (row.values.empty()) {
      row.values.resize(shape.columns.size());
    } else if (!is_newer(change, row)) {
      ++count.refused;
      continue;
    }
    row.version = change.version;
    put(row, values);
    if (shape.mark != RemovedMark::kNone) row.values[shape.place_of(shape.mark_column)].reset();
    ++count.changed;
  }
}

void Oracle::remove_unlisted(const Change& change, Count& count) {
  Rows& rows = tables_[change.table];
  for (auto row = first_of(rows, change.key); row != rows.end() && bears(row->first, change.key);) {
    const bool is_listed =
        std::any_of(change.rows.begin(), change.rows.end(),
                    [&row](const auto& listed) { return listed.first == row->first; });
    if (is_listed || !is_newer(change, row->second)) {
      if (!is_listed) ++count.refused;
      ++row;
      continue;
    }
    remove(rows, row, change);
    ++count.changed;
  }
}

void Oracle::update(const Change& change, Count& count) {
  Rows& rows = tables_[change.table];
  for (auto row = first_of(rows, change.key); row != rows.end() && bears(row->first, change.key);
       ++row) {
    if (!is_newer(change, row->second)) {
      ++count.refused;
      continue;
    }
    row->second.version = change.version;
    put(row->second, change.set);
    ++count.changed;
  }
}

void Oracle::erase(const Change& change, Count& count) {
  Rows& rows = tables_[change.table];
  for (auto row = first_of(rows, change.key); row != rows.end() && bears(row->first, change.key);) {
    if (!is_newer(change, row->second)) {
      ++count.refused;
      ++row;
      continue;
    }
    for (const std::size_t place : change.clear) row->second.values[place].reset();
    remove(rows, row, change);
    ++count.changed;
  }
}

// Moves `row` on.
void Oracle::remove(Rows& rows, Rows::iterator& row, const Change& change) {
  const TableShape& shape = shapes_[change.table];
  if (shape.mark == RemovedMark::kNone) {
    row = rows.erase(row);
    return;
  }
  row->second.version = change.version;
  row->second.values[shape.place_of(shape.mark_column)] = change.mark;
  ++row;
}

bool Oracle::would_update(const Change& change) {
  Rows& rows = tables_[change.table];
  for (auto row = first_of(rows, change.key); row != rows.end() && bears(row->first, change.key);
       ++row) {
    if (is_newer(change, row->second)) return true;
  }
  return false;
}

}  // namespace projector::simulation
