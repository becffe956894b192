#include "upsert_mapper.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cell_canonical.h"
#include "cell_check.h"
#include "cell_rejection.h"
#include "cell_source.h"
#include "json_string.h"

namespace projector {
namespace {

// The most columns that read the same pointer: each unescapes for itself.
std::size_t sharing_max(const std::vector<ColumnRule>& rules, std::uint32_t slot_count) {
  std::vector<std::size_t> columns(slot_count, 0);
  std::size_t most = 0;
  for (const ColumnRule& rule : rules) {
    if (rule.source.kind != SourceKind::kPointer) continue;
    most = std::max(most, ++columns[rule.source.slot]);
  }
  return most;
}

std::size_t source_bytes_max(const ColumnRule& rule) {
  constexpr std::size_t kNumberOrTimeBytes = 64;
  return rule.source.kind == SourceKind::kHeader ? kHeaderBytesMax : kNumberOrTimeBytes;
}

}  // namespace

UpsertMapper::UpsertMapper(std::vector<ColumnRule> rules, PointerTrie pointers,
                           std::size_t record_bytes_max)
    : rules_(std::move(rules)),
      record_bytes_max_(record_bytes_max),
      pointers_(std::move(pointers)) {
  copies_max_ = 1 + sharing_max(rules_, pointers_.slot_count());
  added_bytes_max_ = kJsonPadding + sizeof(BatchRecord) + sizeof(RowChange);
  for (const ColumnRule& rule : rules_) {
    added_bytes_max_ += sizeof(Cell) + source_bytes_max(rule);
    if (rule.role != ColumnRole::kValue) added_bytes_max_ += kCanonicalBytesMax;
  }
}

std::size_t UpsertMapper::mapped_bytes_max(std::size_t raw_bytes) const {
  return raw_bytes * copies_max_ + added_bytes_max_;
}

MapAction UpsertMapper::map(const RecordView& record, Batch& batch, Rejection& rejection) {
  const std::size_t raw_bytes = record.key.size() + record.value.size();
  if (raw_bytes > record_bytes_max_) {
    rejection = {RejectClass::kTooLarge, "key and value have " + std::to_string(raw_bytes) +
                                             " bytes, flow.record_bytes allows " +
                                             std::to_string(record_bytes_max_)};
    return MapAction::kRejected;
  }
  if (record.value.empty()) {
    rejection = {RejectClass::kJson, record.has_value()
                                         ? "the value is empty, not a JSON document"
                                         : "the value is null; tombstones are not supported by "
                                           "this version"};
    return MapAction::kRejected;
  }

  const ByteArena::Mark mark = batch.arena.mark();
  const std::size_t first_cell = batch.cells.size();
  if (map_document(record, batch, rejection)) return MapAction::kMapped;
  batch.arena.rewind(mark);
  batch.cells.resize(first_cell);
  return MapAction::kRejected;
}

bool UpsertMapper::map_document(const RecordView& record, Batch& batch, Rejection& rejection) {
  BatchRecord copied;
  if (record.has_key()) copied.key = batch.arena.copy(record.key);
  copied.value = batch.arena.copy(record.value, kJsonPadding);
  if (!walk_.walk(copied.value, pointers_)) {
    rejection = {RejectClass::kJson, walk_.error()};
    return false;
  }

  RowChange row;
  row.record = static_cast<std::uint32_t>(batch.records.size());
  row.first_cell = static_cast<std::uint32_t>(batch.cells.size());
  const RecordFields from{&record, copied.key, &walk_, &batch.arena};
  for (const ColumnRule& rule : rules_) {
    if (!map_cell(rule, from, batch, rejection)) return false;
  }
  row.version = version_;

  copied.first_row = static_cast<std::uint32_t>(batch.rows.size());
  copied.row_count = 1;
  batch.rows.push_back(row);
  batch.records.push_back(copied);
  return true;
}

bool UpsertMapper::map_cell(const ColumnRule& rule, const RecordFields& from, Batch& batch,
                            Rejection& rejection) {
  SourcedCell cell = source_cell(rule, from);
  if (cell.fault != CellFault::kNone) {
    rejection = reject_fault(rule, cell);
    return false;
  }
  if (cell.text.data() == nullptr) {
    if (rule.is_required && !rule.default_text) {
      rejection = reject_missing(rule, cell);
      return false;
    }
    if (rule.default_text) cell.text = *rule.default_text;
    if (!rule.default_text || rule.role == ColumnRole::kValue) {
      batch.cells.push_back(cell.text);
      return true;
    }
  }

  // Documents were checked by the walk, constants when the projection was compiled.
  const CellVerdict verdict = check_cell(rule.type, cell.text);
  if (verdict != CellVerdict::kPass) {
    rejection = reject_value(rule, cell, verdict);
    return false;
  }
  if (rule.role != ColumnRole::kValue) {
    cell.text = canonical_cell(rule.type, cell.text, *from.arena);
  }
  if (rule.role == ColumnRole::kVersion) {
    const auto order = version_order(rule.type, cell.text);
    if (!order) {
      rejection = reject_unordered(rule, cell);
      return false;
    }
    version_ = *order;
  }
  batch.cells.push_back(cell.text);
  return true;
}

}  // namespace projector
