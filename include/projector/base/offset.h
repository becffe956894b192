// Positions in a Kafka partition, and the life of an assignment, as types of their own.

#pragma once

#include <compare>
#include <cstdint>

namespace projector {

// The place of a record in its partition. `last_...` names the last one included, `next_...` the
// first one not yet; what is committed to Kafka is a `next_...`.
struct Offset {
  std::int64_t value = 0;

  friend auto operator<=>(const Offset&, const Offset&) = default;
  Offset next() const { return Offset{value + 1}; }
};

// Counts the times that a partition came to this process anew: by an assignment, or by a seek after
// it was stopped. What still flies from an older epoch frees its credits and moves nothing.
struct Epoch {
  std::uint64_t value = 0;

  friend auto operator<=>(const Epoch&, const Epoch&) = default;
};

}  // namespace projector
