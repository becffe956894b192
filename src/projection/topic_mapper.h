// The mapper of a topic: copies a record, walks it once, and lets each projection choose its entry.
//
// The path of every record: no allocation once batch and walk have grown to their size.
//
// Thread: the consumer's.

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "projector/core/record_mapper.h"
#include "projector/projection/projection.h"

#include "array_text.h"
#include "cell_source.h"
#include "entry_rule.h"
#include "json_walk.h"
#include "pointer_trie.h"
#include "record_room.h"
#include "row_mapper.h"

namespace projector {

class TopicMapper final : public RecordMapper {
 public:
  // `pointers` has the slots of all rules but those of elements.
  TopicMapper(std::vector<ProjectionRule> projections, PointerTrie pointers, MappedTopic topic);

  MapAction map(const RecordView& record, Batch& batch, std::size_t bytes_max,
                Rejection& rejection) override;
  std::size_t mapped_bytes_min(std::size_t raw_bytes) const override;

 private:
  MapAction map_record(const RecordView& record, Batch& batch, RecordRoom& room,
                       Rejection& rejection);
  // The document in the copy of the value; false where there is none.
  bool walk_document(std::string_view value, Rejection& rejection);
  MapAction map_projection(ProjectionRule& projection, RecordFields& from, Batch& batch,
                           Rejection& rejection);
  // Sets `entry`, of the projection, if it returns kMapped.
  MapAction choose(ProjectionRule& projection, const RecordFields& from, EntryRule*& entry,
                   Rejection& rejection);

  // Constant after construction.
  const MappedTopic topic_;
  std::size_t row_bytes_min_ = 0;

  std::vector<ProjectionRule> projections_;  // Of them only the tries change.
  PointerTrie pointers_;
  JsonWalk walk_;
  ArrayText arrays_;
  RowMapper rows_;
};

}  // namespace projector
