#include "suggestion.h"

#include <cctype>
#include <cstddef>

#include "projector/base/edit_distance.h"

namespace projector::config {
namespace {

// inFlightRecords, in-flight-records and IN_FLIGHT_RECORDS are the same word.
std::string letters_of(std::string_view word) {
  std::string letters;
  letters.reserve(word.size());
  for (const char c : word) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0) letters.push_back(static_cast<char>(std::tolower(letter)));
  }
  return letters;
}

}  // namespace

std::string_view near_word(std::string_view word, const std::vector<std::string_view>& known) {
  std::string_view nearest;
  std::size_t least = kEditsMax + 1;
  const std::string letters = letters_of(word);
  for (const std::string_view candidate : known) {
    const bool is_same = !letters.empty() && letters == letters_of(candidate);
    const std::size_t edits = is_same ? 0 : edit_distance(word, candidate);
    if (edits >= least || (!is_same && word.size() <= kEditsMax)) continue;
    nearest = candidate;
    least = edits;
  }
  return nearest;
}

std::string near_suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string_view nearest = near_word(word, known);
  if (nearest.empty()) return {};
  return "did you mean \"" + std::string(nearest) + "\"?";
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  std::string near = near_suggestion(word, known);
  if (!near.empty() || known.empty()) return near;
  std::string list;
  for (const std::string_view name : known) list.append(list.empty() ? "" : ", ").append(name);
  return "known are: " + list;
}

}  // namespace projector::config
