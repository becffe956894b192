// A record that can never be applied, on its way to its topic's dead-letter topic.
//
// It owns its bytes: what it was read from, or the batch it stood in, may be gone before the broker
// has acknowledged it. Until then its credits are held, and its offset does not count.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projector/base/offset.h"
#include "projector/base/time.h"
#include "projector/core/batch.h"
#include "projector/core/record.h"
#include "projector/core/rejection.h"

namespace projector {

struct DeadLetterHeader {
  std::string name;
  std::optional<std::string> value;
};

struct DeadLetter {
  std::uint64_t id = 0;  // The pipeline's, rising; what it is acknowledged by.
  PartitionRef partition;
  Offset offset;
  std::optional<WallTime> timestamp;  // As read.
  std::optional<std::string> key;     // Null stays null.
  std::optional<std::string> value;
  std::vector<DeadLetterHeader> headers;  // As read, in their order.
  Rejection rejection;
};

// What a letter made of the record holds in memory. `headers` may be null.
std::size_t dead_letter_bytes(std::string_view key, std::string_view value,
                              const RecordHeaders* headers);

// Copies, without an id.
DeadLetter make_dead_letter(const RecordView& record, Rejection rejection);
DeadLetter make_dead_letter(const BatchRecord& record, Rejection rejection);

}  // namespace projector
