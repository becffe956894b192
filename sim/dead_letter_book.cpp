#include "sim/dead_letter_book.h"

namespace harbor {

void DeadLetterBook::note(const Place& place, Letter letter) {
  if (!classes_.try_emplace(place, letter.reject_class).second) return;
  ClassCount& count = counts_[std::move(letter.reject_class)];
  if (count.count++ == 0) count.example = std::move(letter.reason);
}

std::optional<std::string> DeadLetterBook::take(const Place& place) {
  auto found = classes_.extract(place);
  if (found.empty()) return std::nullopt;
  return std::move(found.mapped());
}

}  // namespace harbor
