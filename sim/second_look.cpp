#include "sim/second_look.h"

#include <variant>

namespace harbor {
namespace {

struct BookingOf {
  const std::string& operator()(const FlatBooking& change) const { return change.key.booking_id; }
  const std::string& operator()(const CheckIn& change) const { return change.key.booking_id; }
  template <typename Other>
  const std::string& operator()(const Other& change) const {
    return change.booking_id;
  }
};

}  // namespace

SecondLook::SecondLook(const std::vector<Suspect>& suspects) {
  for (const Suspect& suspect : suspects) {
    bookings_[suspect.key.booking_id].try_emplace(suspect.key.passenger_no, suspect.key);
  }
}

void SecondLook::take(const Change& change) {
  const auto found = bookings_.find(std::visit(BookingOf(), change));
  if (found == bookings_.end()) return;
  for (auto& [number, rows] : found->second) rows.take(change);
}

bool SecondLook::is_possible(const Suspect& suspect) const {
  return bookings_.at(suspect.key.booking_id).at(suspect.key.passenger_no).contains(suspect.found);
}

}  // namespace harbor
