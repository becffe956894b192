// Why a partition stands still, as a kind: what a person is told beside its reason.

#pragma once

#include <cstdint>

namespace projector {

enum class StandingCause : std::uint8_t {
  kNone,          // It does not.
  kBadRecord,     // A record that can never be applied, and no dead-letter topic.
  kSchema,        // The table is not what we were told, or a right is missing.
  kOffsetLost,    // The place to read is no longer in the log.
  kTopicChanged,  // Its offsets are no versions any more.
  kUnreadable,    // The broker or the log does not give the next record.
  kHeldUp,        // Much is applied behind one record that does not finish.
};

}  // namespace projector
