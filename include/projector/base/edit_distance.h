// How far two names are apart, for "did you mean".

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace projector {

// The least number of characters to insert, delete or replace (Levenshtein, 1965).
std::size_t edit_distance(std::string_view a, std::string_view b);

// A name that is further off was not meant.
inline constexpr std::size_t kEditsMax = 2;

// The nearest of `names`, the first of several; null: none is near.
const std::string* nearest_name(std::string_view wanted, std::span<const std::string> names);

}  // namespace projector
