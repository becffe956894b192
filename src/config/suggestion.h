// What was probably meant by a word that is not known.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace projector::config {

// `did you mean "x"?` for a known word that differs in case and punctuation only, or in at most two
// letters; else nothing.
std::string near_suggestion(std::string_view word, const std::vector<std::string_view>& known);

// The same, or else `known are: a, b, c`.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace projector::config
