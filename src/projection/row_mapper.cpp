#include "row_mapper.h"

#include <cstddef>
#include <optional>
#include <string>

#include "cell_canonical.h"
#include "cell_check.h"
#include "cell_rejection.h"
#include "json_scan.h"

namespace projector {
namespace {

MapAction reject_array(const EachRule& each, JsonKind kind, Rejection& rejection) {
  std::string reason = each.written.empty() ? "the whole value" : each.written;
  reason += ": `each` wants an array, got ";
  reason += describe(kind);
  const bool is_there = kind > JsonKind::kNull;
  rejection = {is_there ? RejectClass::kType : RejectClass::kRequired, std::move(reason), {}};
  return MapAction::kRejected;
}

// Canonical texts of shorter ones are short: the room that was asked for the row will do for them.
constexpr std::size_t kLongKeyBytes = 256;

std::size_t row_bytes(std::size_t cells) { return sizeof(RowChange) + cells * sizeof(Cell); }

}  // namespace

MapAction RowMapper::map(EntryRule& entry, RecordFields& from, Batch& batch, Rejection& rejection) {
  if (entry.each) return map_elements(entry, *entry.each, from, batch, rejection);
  return map_row(entry, from, batch, rejection);
}

MapAction RowMapper::map_row(const EntryRule& entry, const RecordFields& from, Batch& batch,
                             Rejection& rejection) {
  if (!from.room->has(row_bytes(entry.columns.size()))) return MapAction::kNoRoom;
  const std::size_t first_cell = batch.cells.size();
  for (const ColumnRule& rule : entry.columns) {
    // In place: a copy of two halves that were just written would wait for them.
    Cell& cell = batch.cells.emplace_back();
    const MapAction action = map_cell(rule, from, cell, rejection);
    if (action != MapAction::kMapped) return action;
  }
  return append_row(entry.plan, first_cell, from, batch);
}

MapAction RowMapper::map_elements(const EntryRule& entry, EachRule& each, RecordFields& from,
                                  Batch& batch, Rejection& rejection) {
  const RemovalRule* const removal = entry.removal ? &entry.removal.value() : nullptr;
  const JsonValue& array = from.walk->value(each.slot);
  if (array.kind != JsonKind::kArray) return reject_array(each, array.kind, rejection);

  const char* at = skip_sound_space(array.raw.data() + 1);
  const bool is_empty = *at == ']';
  if (is_empty && removal == nullptr) return MapAction::kMapped;
  MapAction action =
      is_empty ? share_parent(entry, *removal, from, rejection) : share_all(entry, from, rejection);
  from.element = {&element_, &each.written, 0};
  while (action == MapAction::kMapped && *at != ']') {
    at = skip_sound_space(element_.walk_part(at, each.pointers));
    action = map_element(entry, from, batch, rejection);
    ++from.element.index;
    if (*at == ',') at = skip_sound_space(at + 1);
  }
  if (action != MapAction::kMapped || removal == nullptr) return action;
  return map_removal(*removal, from, batch, rejection);
}

MapAction RowMapper::map_element(const EntryRule& entry, const RecordFields& from, Batch& batch,
                                 Rejection& rejection) {
  if (!from.room->has(row_bytes(entry.columns.size()))) return MapAction::kNoRoom;
  const std::size_t first_cell = batch.cells.size();
  for (std::size_t place = 0; place < entry.columns.size(); ++place) {
    const ColumnRule& rule = entry.columns[place];
    Cell& cell = batch.cells.emplace_back(shared_[place]);
    const MapAction action =
        rule.source.is_of_element() ? map_cell(rule, from, cell, rejection) : MapAction::kMapped;
    if (action != MapAction::kMapped) return action;
  }
  return append_row(entry.plan, first_cell, from, batch);
}

MapAction RowMapper::map_removal(const RemovalRule& removal, const RecordFields& from, Batch& batch,
                                 Rejection& rejection) {
  if (!from.room->has(row_bytes(removal.parent.size() + 2))) return MapAction::kNoRoom;
  const std::size_t first_cell = batch.cells.size();
  for (const std::uint32_t place : removal.parent) batch.cells.push_back(shared_[place]);
  if (removal.mark) {
    Cell& cell = batch.cells.emplace_back();
    const MapAction action = map_cell(*removal.mark, from, cell, rejection);
    if (action != MapAction::kMapped) return action;
  }
  batch.cells.push_back(shared_.back());
  return append_row(removal.plan, first_cell, from, batch);
}

MapAction RowMapper::share_all(const EntryRule& entry, const RecordFields& from,
                               Rejection& rejection) {
  shared_.assign(entry.columns.size(), Cell{});
  for (std::size_t place = 0; place < entry.columns.size(); ++place) {
    const ColumnRule& rule = entry.columns[place];
    if (rule.source.is_of_element()) continue;
    const MapAction action = map_cell(rule, from, shared_[place], rejection);
    if (action != MapAction::kMapped) return action;
  }
  return MapAction::kMapped;
}

MapAction RowMapper::share_parent(const EntryRule& entry, const RemovalRule& removal,
                                  const RecordFields& from, Rejection& rejection) {
  shared_.assign(entry.columns.size(), Cell{});
  for (const std::uint32_t place : removal.parent) {
    const MapAction action = map_cell(entry.columns[place], from, shared_[place], rejection);
    if (action != MapAction::kMapped) return action;
  }
  return map_cell(entry.columns.back(), from, shared_.back(), rejection);
}

MapAction RowMapper::map_cell(const ColumnRule& rule, const RecordFields& from, Cell& cell,
                              Rejection& rejection) {
  SourcedCell sourced = source_cell(rule, from);
  if (sourced.fault != CellFault::kNone) {
    if (sourced.fault == CellFault::kNoRoom) return MapAction::kNoRoom;
    rejection = CellRejection(rule, from).fault(sourced);
    return MapAction::kRejected;
  }
  // Constants and defaults were checked when the projection was compiled.
  if (sourced.text.data() != nullptr) {
    if (!sourced.is_checked) {
      const MapAction action = check(rule, from, sourced, rejection);
      if (action != MapAction::kMapped) return action;
    }
  } else if (rule.default_text) {
    sourced.text = *rule.default_text;
  } else if (rule.is_required) {
    rejection = CellRejection(rule, from).missing(sourced);
    return MapAction::kRejected;
  }
  cell = sourced.text;
  if (rule.role != ColumnRole::kVersion) return MapAction::kMapped;

  const auto order = version_order(rule.type, cell);
  if (!order) {
    rejection = CellRejection(rule, from).unordered(sourced);
    return MapAction::kRejected;
  }
  version_ = *order;
  return MapAction::kMapped;
}

MapAction RowMapper::check(const ColumnRule& rule, const RecordFields& from, SourcedCell& cell,
                           Rejection& rejection) const {
  const CellVerdict verdict = check_cell(rule.type, cell.text);
  if (verdict != CellVerdict::kPass) {
    rejection = CellRejection(rule, from).value(cell, verdict);
    return MapAction::kRejected;
  }
  if (!rule.is_canonical()) return MapAction::kMapped;

  const bool is_long = cell.text.size() > kLongKeyBytes;
  if (is_long && !from.room->has(2 * cell.text.size() + 2)) return MapAction::kNoRoom;
  const std::string_view canonical = canonical_cell(rule.type, cell.text, from.room->arena());
  if (canonical.data() != nullptr) {
    cell.text = canonical;
  } else if (rule.role == ColumnRole::kKey) {
    rejection = CellRejection(rule, from).value(cell, CellVerdict::kUnknownForm);
    return MapAction::kRejected;
  }
  return MapAction::kMapped;
}

MapAction RowMapper::append_row(std::uint32_t plan, std::size_t first_cell,
                                const RecordFields& from, Batch& batch) const {
  RowChange& row = batch.rows.emplace_back();
  row.plan = plan;
  row.record = static_cast<std::uint32_t>(batch.records.size() - 1);
  row.first_cell = static_cast<std::uint32_t>(first_cell);
  row.version = version_;
  return from.room->has(0) ? MapAction::kMapped : MapAction::kNoRoom;
}

}  // namespace projector
