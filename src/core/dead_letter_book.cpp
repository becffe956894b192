#include "projector/core/dead_letter_book.h"

#include <utility>

#include "projector/base/check.h"

namespace projector {

void DeadLetterBook::add(DeadLetter letter, const Origin& origin) {
  letter.id = ++last_id_;
  open_.emplace_hint(open_.end(), letter.id, origin);
  waiting_.push_back(std::move(letter));
}

std::optional<DeadLetter> DeadLetterBook::next() {
  if (waiting_.empty()) return std::nullopt;
  std::optional<DeadLetter> letter = std::move(waiting_.front());
  waiting_.pop_front();
  return letter;
}

DeadLetterBook::Origin DeadLetterBook::close(std::uint64_t id) {
  const auto found = open_.find(id);
  PROJECTOR_CHECK(found != open_.end(), "a dead letter was acknowledged that is not on its way");
  const Origin origin = found->second;
  open_.erase(found);
  return origin;
}

}  // namespace projector
