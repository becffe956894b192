// The writers as the consumer loop sees them: batches out, results back, one batch each at a time.

#pragma once

#include <cstdint>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/batch.h"
#include "projector/core/write_plan.h"
#include "projector/core/write_result.h"

namespace projector {

// Batch and plans stay as they are until the result is taken.
struct WriteJob {
  const Batch* batch = nullptr;
  RecordRange range;
  const WritePlans* plans = nullptr;
};

struct WriteDone {
  std::uint32_t writer = 0;
  WriteResult result;
  Duration took{};
};

// Thread: the consumer's.
class BatchWriters {
 public:
  virtual ~BatchWriters() = default;

  // Requires: the writer has no batch.
  virtual void send(std::uint32_t writer, const WriteJob& job) = 0;
  // What came back since the last call.
  virtual std::vector<WriteDone> take_done() = 0;
  // Ends the statements that run; their batches come back as failed.
  virtual void cancel() = 0;
};

}  // namespace projector
