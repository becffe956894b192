// `manifest-projector validate`.

#pragma once

#include <cstdint>
#include <string>

#include "projector/base/startup_error.h"

#include "sizing_report.h"

namespace projector::app {

enum class ReportFormat : std::uint8_t { kText, kJson };

struct ValidateArguments {
  std::string config_path;
  bool connects = false;
  ReportFormat format = ReportFormat::kText;
  SizingArguments sizing;
};

// Prints all that is found to stdout; nothing is changed anywhere. 78: an error; 69: the only
// errors are servers that cannot be reached, or take no writes now.
ExitCode validate(const ValidateArguments& arguments);

}  // namespace projector::app
