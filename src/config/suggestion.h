// What was probably meant by a word that is not known.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace projector::config {

// The known word that `word` was probably meant for; empty where none is near.
std::string_view near_word(std::string_view word, const std::vector<std::string_view>& known);

// `did you mean "x"?` for a known word that differs in case and punctuation only, or in at most two
// letters; else nothing.
std::string near_suggestion(std::string_view word, const std::vector<std::string_view>& known);

// The same, or else `known are: a, b, c`.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace projector::config
