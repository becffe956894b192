// Writes a tree as YAML that every reader takes alike: what some would take for a number, a flag or
// nothing stands in quotes.

#pragma once

#include <string>

#include "effective_tree.h"

namespace projector::config {

std::string yaml_text(const Tree& tree);

// One value in a line: `90s`, `"true"`, `[a, b]`, `{}`. Requires: of lists, of single values.
std::string yaml_value(const Tree& value);

}  // namespace projector::config
