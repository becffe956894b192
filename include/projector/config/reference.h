// What the configuration may hold, from the one description that each option has: for editors and
// for readers.

#pragma once

#include <string>

namespace projector::config {

// JSON Schema, draft 7.
std::string json_schema();

// Markdown: docs/CONFIGURATION.md.
std::string option_reference();

}  // namespace projector::config
