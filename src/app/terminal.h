// What people see on a terminal and programs do not: colour.

#pragma once

#include <cstdio>
#include <string>

namespace projector::app {

// On a terminal that has colours, and where NO_COLOR is not set.
bool wants_colour(std::FILE* stream);

// "error" red, "warning" yellow, and the remedy with its caret green; the text is otherwise as it
// was.
std::string coloured(const std::string& findings);

// Prints what `coloured` makes of it where that is wanted, and a newline.
void print_findings(std::FILE* stream, const std::string& findings);

}  // namespace projector::app
