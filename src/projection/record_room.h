// How much a record may add to its batch: a record of a few bytes can ask for millions of rows.

#pragma once

#include <cstddef>

#include "projector/core/batch.h"

namespace projector {

class RecordRoom {
 public:
  // The batch must outlive it.
  RecordRoom(Batch& batch, std::size_t bytes_max)
      : batch_(batch), before_(batch.bytes()), bytes_max_(bytes_max) {}

  // Whether so much can be added to what the record has taken.
  bool has(std::size_t bytes) const {
    const std::size_t taken = batch_.bytes() - before_;
    return taken <= bytes_max_ && bytes <= bytes_max_ - taken;
  }
  ByteArena& arena() { return batch_.arena; }

 private:
  Batch& batch_;
  const std::size_t before_;
  const std::size_t bytes_max_;
};

}  // namespace projector
