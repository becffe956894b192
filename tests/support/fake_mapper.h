// A projection that tests can read at a glance.

#pragma once

#include <cstddef>
#include <cstdint>

#include "projector/core/packed_headers.h"
#include "projector/core/record_mapper.h"

namespace projector {

// Maps a value to as many one-cell rows as its first digit says; what begins with "bad" is
// rejected, "skip" ignored.
class FakeMapper : public RecordMapper {
 public:
  MapAction map(const RecordView& record, Batch& batch, std::size_t bytes_max,
                Rejection& rejection) override {
    if (record.value.starts_with("bad")) {
      rejection = {RejectClass::kType, "/version: expected an integer", {}};
      return MapAction::kRejected;
    }
    if (record.value == "skip") return MapAction::kIgnored;
    const Batch::Mark mark = batch.mark();
    const std::size_t bytes_before = batch.bytes();
    BatchRecord taken;
    taken.key = batch.arena.copy(record.key);
    taken.value = batch.arena.copy(record.value);
    if (record.headers != nullptr) taken.headers = pack_headers(*record.headers, batch.arena);
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
    if (batch.bytes() - bytes_before <= bytes_max) return MapAction::kMapped;
    batch.rewind(mark);
    return MapAction::kNoRoom;
  }

  std::size_t mapped_bytes_min(std::size_t raw_bytes) const override { return raw_bytes; }
};

}  // namespace projector
