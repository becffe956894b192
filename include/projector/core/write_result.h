// How the writing of a batch ended, said as what to do next. Classified once, in the sink's
// adapter; nobody above it looks at an SQLSTATE.

#pragma once

#include <cstdint>
#include <string>

namespace projector {

enum class WriteAction : std::uint8_t {
  kApplied,      // Committed. The counts below hold.
  kRetryLater,   // Nothing is known to be wrong with the rows: the same again, after a pause.
  kUnavailable,  // The server cannot be reached, or the link broke: retry by the circuit.
  kIsolate,      // One of the records can never be applied: split, and try the parts.
  kStop,         // The table is not what we were told: stop the topic, look again later.
};

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
