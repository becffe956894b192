// How the writing of a batch ended, said as what to do next. Classified once, in the sink's
// adapter; nobody above it looks at an SQLSTATE.

#pragma once

#include <cstdint>
#include <string>

namespace projector {

enum class WriteAction : std::uint8_t {
  kApplied,       // Committed. The counts below hold.
  kRetryLater,    // A state that passes, and says nothing of the rows: the same, after a pause.
  kRetrySmaller,  // It took too long: fewer records, after a pause.
  kRetryAlone,    // The table is locked: after a pause, by one writer at a time.
  kRetryUnknown,  // Nobody knows the state: after a pause; split where only this one keeps failing.
  kUnavailable,   // The server cannot be reached, or not now: retry by the circuit.
  kLinkLost,      // The link broke with the records under way: likewise, and see kRetryUnknown.
  kIsolate,       // One of the records can never be applied: split, and try the parts.
  kStop,          // The table is not what we were told: stop the topic, look again later.
};

constexpr bool is_unavailable(WriteAction action) {
  return action == WriteAction::kUnavailable || action == WriteAction::kLinkLost;
}

// Whether it is tried again as it is, without anybody to blame.
constexpr bool is_retried(WriteAction action) {
  return action == WriteAction::kRetryLater || action == WriteAction::kRetrySmaller ||
         action == WriteAction::kRetryAlone || action == WriteAction::kRetryUnknown ||
         is_unavailable(action);
}

// Counts are records, each under one outcome.
struct WriteResult {
  WriteAction action = WriteAction::kApplied;
  std::uint32_t applied = 0;
  std::uint32_t stale = 0;
  std::uint32_t unmatched = 0;
  std::string sqlstate;  // Empty where the server said none.
  std::string reason;  // For a person; names tables and columns, never values. Empty when applied.
};

}  // namespace projector
