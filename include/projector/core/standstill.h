// Why a partition stands still, as a kind: what a person is told beside its reason.

#pragma once

#include <cstdint>
#include <string>

namespace projector {

enum class StandstillCause : std::uint8_t {
  kNone,          // It does not.
  kBadRecord,     // A record that can never be applied, and no dead-letter topic.
  kSchema,        // The table is not what we were told, or a right is missing.
  kOffsetLost,    // The place to read is no longer in the log.
  kTopicChanged,  // Its offsets are no versions any more.
  kUnreadable,    // The broker or the log does not give the next record.
  kHeldUp,        // Much is applied behind one record that does not finish.
};

// The kind and the sentence.
struct Standstill {
  StandstillCause cause = StandstillCause::kNone;
  std::string reason;
};

}  // namespace projector
