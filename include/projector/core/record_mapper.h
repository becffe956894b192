// From a record's bytes to row changes: what the core needs to know of the projection.

#pragma once

#include <cstddef>
#include <cstdint>

#include "projector/core/batch.h"
#include "projector/core/record.h"
#include "projector/core/rejection.h"

namespace projector {

enum class MapAction : std::uint8_t {
  kMapped,    // Its rows, possibly none, stand at the end of the batch.
  kIgnored,   // Nothing to do by configuration, to be counted.
  kRejected,  // It can never be applied; see `rejection`.
  kNoRoom,    // It would add more than `bytes_max` to the batch.
};

// Thread: the consumer's. One for each topic; it stands for all projections of the topic.
class RecordMapper {
 public:
  virtual ~RecordMapper() = default;

  // Copies key and value (and headers, where the topic keeps them for dead letters) into the
  // batch's arena, and appends one BatchRecord with `key`, `value`, `headers`, `first_row` and
  // `row_count` set (the pipeline sets the rest), its rows and their cells, which together add at
  // most `bytes_max` to Batch::bytes(). Unless it returns kMapped, the batch is as it was before.
  // `rejection` is written only for kRejected.
  [[nodiscard]] virtual MapAction map(const RecordView& record, Batch& batch, std::size_t bytes_max,
                                      Rejection& rejection) = 0;

  // About what map() adds for a record whose key, value and headers have `raw_bytes` together:
  // less is not worth the attempt.
  [[nodiscard]] virtual std::size_t mapped_bytes_min(std::size_t raw_bytes) const = 0;
};

}  // namespace projector
