// From a walked record to the rows of one entry, at the end of the batch.
//
// An array of `each` is walked a second time, element by element, and only where the record's entry
// wants it: whatever its length, no more is held of it than of one element.
//
// Thread: one owner. Keeps its memory between records.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "projector/core/batch.h"
#include "projector/core/record_mapper.h"

#include "cell_source.h"
#include "entry_rule.h"
#include "json_walk.h"
#include "record_room.h"

namespace projector {

class RowMapper {
 public:
  // Appends rows, of the record that the batch will have last. Unless it returns kMapped, what it
  // has appended is the caller's to take back.
  // Requires: `from` has all but the element's fields.
  [[nodiscard]] MapAction map(EntryRule& entry, RecordFields& from, Batch& batch,
                              Rejection& rejection);

 private:
  MapAction map_row(const EntryRule& entry, const RecordFields& from, Batch& batch,
                    Rejection& rejection);
  MapAction map_elements(const EntryRule& entry, EachRule& each, RecordFields& from, Batch& batch,
                         Rejection& rejection);
  MapAction map_element(const EntryRule& entry, const RecordFields& from, Batch& batch,
                        Rejection& rejection);
  MapAction map_removal(const RemovalRule& removal, const RecordFields& from, Batch& batch,
                        Rejection& rejection);

  // Fill shared_: all that is the same for all elements, or only what names the parent.
  MapAction share_all(const EntryRule& entry, const RecordFields& from, Rejection& rejection);
  MapAction share_parent(const EntryRule& entry, const RemovalRule& removal,
                         const RecordFields& from, Rejection& rejection);

  MapAction map_cell(const ColumnRule& rule, const RecordFields& from, Cell& cell,
                     Rejection& rejection);
  MapAction check(const ColumnRule& rule, const RecordFields& from, SourcedCell& cell,
                  Rejection& rejection) const;
  MapAction append_row(std::uint32_t plan, std::size_t first_cell, const RecordFields& from,
                       Batch& batch) const;

  JsonWalk element_;
  std::vector<Cell> shared_;  // By column: what is the same for all elements.
  std::int64_t version_ = 0;  // Of the row at hand.
};

}  // namespace projector
