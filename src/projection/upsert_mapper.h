// One row for each record, upserted.
//
// The path of every record: no allocation once batch and walk have grown to their size.
//
// Thread: the consumer's.

#pragma once

#include <cstddef>
#include <vector>

#include "projector/core/record_mapper.h"

#include "cell_source.h"
#include "column_rule.h"
#include "json_walk.h"
#include "pointer_trie.h"

namespace projector {

class UpsertMapper final : public RecordMapper {
 public:
  // `rules` stand in the plan's order, the version last. `pointers` has their slots.
  UpsertMapper(std::vector<ColumnRule> rules, PointerTrie pointers, std::size_t record_bytes_max);

  MapAction map(const RecordView& record, Batch& batch, Rejection& rejection) override;
  std::size_t mapped_bytes_max(std::size_t raw_bytes) const override;

 private:
  bool map_document(const RecordView& record, Batch& batch, Rejection& rejection);
  bool map_cell(const ColumnRule& rule, const RecordFields& from, Batch& batch,
                Rejection& rejection);

  // Constant after construction.
  const std::vector<ColumnRule> rules_;
  const std::size_t record_bytes_max_;
  std::size_t copies_max_ = 1;  // Of the raw bytes: as read, and unescaped for columns that share.
  std::size_t added_bytes_max_ = 0;

  PointerTrie pointers_;
  JsonWalk walk_;
  std::int64_t version_ = 0;  // Of the record at hand.
};

}  // namespace projector
