#include "projector/base/startup_finding.h"

#include <algorithm>
#include <utility>

namespace projector {
namespace {

bool is_error(const StartupFinding& finding) { return finding.severity == FindingSeverity::kError; }

std::string text_of(const std::vector<StartupFinding>& findings) {
  std::string text;
  for (const StartupFinding& finding : findings) {
    if (!text.empty()) text += "\n";
    if (!finding.place.empty()) {
      text.append(finding.place).append(": ").append(name_of(finding.severity)).append(": ");
    }
    text.append(finding.message);
    if (!finding.remedy.empty()) text.append(": ").append(finding.remedy);
  }
  return text;
}

}  // namespace

bool has_error(const std::vector<StartupFinding>& findings) {
  return std::any_of(findings.begin(), findings.end(), &is_error);
}

ExitCode code_for(const std::vector<StartupFinding>& findings) {
  const bool may_pass = std::all_of(
      findings.begin(), findings.end(),
      [](const StartupFinding& finding) { return !is_error(finding) || finding.is_unavailable; });
  return may_pass ? ExitCode::kUnavailable : ExitCode::kConfiguration;
}

const char* name_of(FindingSeverity severity) {
  switch (severity) {
    case FindingSeverity::kError:
      return "error";
    case FindingSeverity::kWarning:
      return "warning";
    case FindingSeverity::kInfo:
      return "info";
  }
  return "";
}

StartupFindings::StartupFindings(std::vector<StartupFinding> findings)
    : StartupError(code_for(findings), text_of(findings)), findings_(std::move(findings)) {}

}  // namespace projector
