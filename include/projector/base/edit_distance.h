// How far two names are apart, for "did you mean".

#pragma once

#include <cstddef>
#include <string_view>

namespace projector {

// The least number of characters to insert, delete or replace (Levenshtein, 1965).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace projector
