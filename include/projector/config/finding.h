// What is wrong with a file, piece by piece: for those who print it in other ways than all at once.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "projector/base/startup_finding.h"
#include "projector/config/config.h"

namespace projector::config {

struct Finding {
  FindingSeverity severity = FindingSeverity::kError;
  std::size_t line = 0;    // From 1; 0: the whole file.
  std::size_t column = 0;  // From 1.
  std::string message;
  std::string remedy;  // May be empty.
  std::string text;    // All of it as it is printed: place, message, line, caret, remedy.
};

struct Checked {
  std::optional<Config> config;   // Where no finding is an error.
  std::vector<Finding> findings;  // In the order of the file.
};

// `load` that throws nothing. A file that cannot be read is a finding, too.
Checked check(const std::string& path);

// What another part found at `place`, "file:line:column" as the options keep it, or the name of the
// file: `finding` with place and text filled in, the line from the file as it is now.
Finding at_place(const std::string& place, Finding finding);

// Where the file sets an option, "topics[0].name"; else what it stands in; else the file's name.
const std::string& place_of(const Config& config, std::string option);

}  // namespace projector::config
