#include "sim/possible_rows.h"

#include <algorithm>
#include <utility>

namespace harbor {
namespace {

// Far more than a killed daemon can leave behind. What goes beyond counts as wrong.
constexpr std::size_t kStatesMax = 200;

// What of a change is about one row: rows of a booking do not depend on one another.
Change restricted(Change change, std::int32_t passenger_no) {
  if (auto* snapshot = std::get_if<Snapshot>(&change)) {
    std::erase_if(snapshot->passengers,
                  [&](const Passenger& passenger) { return passenger.number != passenger_no; });
  }
  return change;
}

bool names_another(const Change& change, std::int32_t passenger_no) {
  const auto* const check_in = std::get_if<CheckIn>(&change);
  if (check_in != nullptr) return check_in->key.passenger_no != passenger_no;
  const auto* const flat = std::get_if<FlatBooking>(&change);
  return flat != nullptr && flat->key.passenger_no != passenger_no;
}

}  // namespace

PossibleRows::PossibleRows(RowKey key) : key_(std::move(key)) {}

void PossibleRows::take(const Change& change) {
  if (names_another(change, key_.passenger_no)) return;
  const Change own = restricted(change, key_.passenger_no);
  if (states_.empty()) {
    const Applied applied = apply(PassengerRow(), false, own);
    if (applied.outcome == Outcome::kUnmatched) {
      missed_.push_back(own);
      return;
    }
    add(applied.row);
  } else {
    const std::vector<PassengerRow> before = std::exchange(states_, {});
    for (const PassengerRow& row : before) add(apply(row, true, own).row);
  }
  read_again();
}

bool PossibleRows::contains(const PassengerRow& row) const {
  return std::find(states_.begin(), states_.end(), row) != states_.end();
}

PossibleRows::Applied PossibleRows::apply(const PassengerRow& row, bool is_there,
                                          const Change& change) const {
  ManifestFold::Rows rows;
  if (is_there) rows[key_.booking_id][key_.passenger_no] = row;
  ManifestFold fold(std::move(rows));
  const Outcome outcome = fold.apply(change);
  rows = fold.take_rows();
  const ManifestFold::Booking& booking = rows[key_.booking_id];
  const auto found = booking.find(key_.passenger_no);
  return {found == booking.end() ? PassengerRow() : found->second, outcome};
}

void PossibleRows::add(const PassengerRow& row) {
  if (!contains(row) && states_.size() < kStatesMax) states_.push_back(row);
}

// At any time, and in any state.
void PossibleRows::read_again() {
  for (std::size_t number = 0; number < states_.size(); ++number) {
    for (const Change& change : missed_) {
      const PassengerRow row = states_[number];
      add(apply(row, true, change).row);
    }
  }
}

}  // namespace harbor
