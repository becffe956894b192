// From a record's bytes to row changes: what the core needs to know of the projection.

#pragma once

#include <cstdint>
#include <string>

#include "projector/core/batch.h"
#include "projector/core/outcome.h"
#include "projector/core/record.h"

namespace projector {

// Why a record can never be applied. The reason names pointer, column and the type of the value,
// never the value itself: it goes into logs.
struct Rejection {
  RejectClass reject = RejectClass::kJson;
  std::string reason;
};

enum class MapAction : std::uint8_t {
  kMapped,    // Its rows, possibly none, stand at the end of the batch.
  kIgnored,   // Nothing to do by configuration, to be counted.
  kRejected,  // It can never be applied; see `rejection`.
};

// Thread: the consumer's. One for each topic.
class RecordMapper {
 public:
  virtual ~RecordMapper() = default;

  // Copies key and value into the batch's arena, and appends one BatchRecord with `key`, `value`,
  // `first_row` and `row_count` set (the pipeline sets the rest), its rows and their cells.
  // Unless it returns kMapped, the batch is as it was before. `rejection` is written only for
  // kRejected.
  [[nodiscard]] virtual MapAction map(const RecordView& record, Batch& batch,
                                      Rejection& rejection) = 0;

  // The most bytes that map() may add to a batch for a record whose key and value have
  // `raw_bytes` together. The pipeline keeps so many in reserve before it maps.
  [[nodiscard]] virtual std::size_t mapped_bytes_max(std::size_t raw_bytes) const = 0;
};

}  // namespace projector
