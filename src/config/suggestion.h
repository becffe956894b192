// What was probably meant by a word that is not known.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace projector::config {

// `did you mean "x"?` for a known word at most two edits away, else `known are: a, b, c`.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace projector::config
