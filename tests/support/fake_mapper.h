// A projection that tests can read at a glance.

#pragma once

#include <cstddef>
#include <cstdint>

#include "projector/core/record_mapper.h"

namespace projector {

// Maps a value to as many one-cell rows as its first digit says; "bad" is rejected, "skip" ignored.
class FakeMapper : public RecordMapper {
 public:
  MapAction map(const RecordView& record, Batch& batch, Rejection& rejection) override {
    if (record.value == "bad") {
      rejection = {RejectClass::kType, "/version: expected an integer"};
      return MapAction::kRejected;
    }
    if (record.value == "skip") return MapAction::kIgnored;
    BatchRecord taken;
    taken.key = batch.arena.copy(record.key);
    taken.value = batch.arena.copy(record.value);
    taken.first_row = static_cast<std::uint32_t>(batch.rows.size());
    taken.row_count = static_cast<std::uint32_t>(record.value.front() - '0');
    for (std::uint32_t row = 0; row < taken.row_count; ++row) {
      RowChange change;
      change.record = static_cast<std::uint32_t>(batch.records.size());
      change.first_cell = static_cast<std::uint32_t>(batch.cells.size());
      batch.rows.push_back(change);
      batch.cells.push_back(taken.key);
    }
    batch.records.push_back(taken);
    return MapAction::kMapped;
  }

  std::size_t mapped_bytes_max(std::size_t raw_bytes) const override { return raw_bytes + 2000; }
};

}  // namespace projector
