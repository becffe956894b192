// What looking before the start found, piece by piece: `validate` lists all of it, and `run`
// refuses to start where one is an error.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "projector/base/startup_error.h"

namespace projector {

enum class FindingSeverity : std::uint8_t { kError, kWarning, kInfo };

struct StartupFinding {
  FindingSeverity severity = FindingSeverity::kError;
  std::string place;   // "file:line:column"; empty: where the file sets `option`.
  std::string option;  // "topics[0].dead_letter_topic".
  std::string message;
  std::string remedy;           // May be empty.
  bool is_unavailable = false;  // Of an error: it may pass by itself, and a start may wait for it.
};

bool has_error(const std::vector<StartupFinding>& findings);
// Requires: one is an error. kConfiguration, or kUnavailable where all errors may pass.
ExitCode code_for(const std::vector<StartupFinding>& findings);

// "error", "warning", "info".
const char* name_of(FindingSeverity severity);

// Findings as an error: its message has a line for each.
class StartupFindings : public StartupError {
 public:
  // Requires: one is an error.
  explicit StartupFindings(std::vector<StartupFinding> findings);

  const std::vector<StartupFinding>& findings() const { return findings_; }

 private:
  std::vector<StartupFinding> findings_;
};

}  // namespace projector
