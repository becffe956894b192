#include "sim/fold.h"

#include <set>
#include <utility>

namespace harbor {
namespace {

// At equal versions the first stays. A row without a version is older than any, and so is one that
// is being inserted.
bool is_newer(std::int64_t version, const PassengerRow& row) {
  return !row.version || version > *row.version;
}

}  // namespace

Outcome ManifestFold::apply(const Change& change) {
  const Tally tally = std::visit([this](const auto& one) { return apply_one(one); }, change);
  rows_changed_ += tally.changed;
  if (tally.changed > 0) {
    ++outcomes_.applied;
    return Outcome::kApplied;
  }
  if (tally.refused > 0) {
    ++outcomes_.stale;
    return Outcome::kStale;
  }
  ++outcomes_.unmatched;
  return Outcome::kUnmatched;
}

ManifestFold::Tally ManifestFold::apply_one(const FlatBooking& change) {
  PassengerRow& row = rows_[change.key.booking_id][change.key.passenger_no];
  if (!is_newer(change.version, row)) return {.refused = 1};
  // What is not named (checked_in_at) keeps its value. The flat projection has no mark.
  row.version = change.version;
  row.sailing_id = change.sailing_id;
  row.full_name = change.full_name;
  row.cabin = change.cabin;
  row.status = change.status;
  row.boarding_group = change.boarding_group;
  row.occurred_at = change.occurred_at;
  return {.changed = 1};
}

ManifestFold::Tally ManifestFold::apply_one(const Snapshot& change) {
  Tally tally;
  Booking& booking = rows_[change.booking_id];
  std::set<std::int32_t> listed;
  for (const Passenger& passenger : change.passengers) {
    listed.insert(passenger.number);
    PassengerRow& row = booking[passenger.number];
    if (!is_newer(change.version, row)) {
      ++tally.refused;
      continue;
    }
    row.version = change.version;
    row.sailing_id = change.sailing_id;
    row.full_name = passenger.full_name;
    row.cabin = passenger.cabin;
    row.status = change.status;
    row.occurred_at = change.occurred_at;
    row.removed_at.reset();
    ++tally.changed;
  }
  for (auto& [number, row] : booking) {
    if (listed.contains(number)) continue;
    if (!is_newer(change.version, row)) {
      ++tally.refused;
      continue;
    }
    row.version = change.version;
    row.removed_at = change.recorded_at;
    ++tally.changed;
  }
  return tally;
}

ManifestFold::Tally ManifestFold::apply_one(const CheckIn& change) {
  Booking* const booking = find_booking(change.key.booking_id);
  if (booking == nullptr) return {};
  const auto found = booking->find(change.key.passenger_no);
  if (found == booking->end()) return {};
  PassengerRow& row = found->second;
  if (!is_newer(change.version, row)) return {.refused = 1};
  row.version = change.version;
  row.checked_in_at = change.checked_in_at;
  row.boarding_group = change.boarding_group;
  return {.changed = 1};
}

ManifestFold::Tally ManifestFold::apply_one(const Cancellation& change) {
  const Text cancelled("cancelled");
  Tally tally;
  Booking* const booking = find_booking(change.booking_id);
  if (booking == nullptr) return tally;
  for (auto& [number, row] : *booking) {
    if (!is_newer(change.version, row)) {
      ++tally.refused;
      continue;
    }
    row.version = change.version;
    row.status = cancelled;
    ++tally.changed;
  }
  return tally;
}

ManifestFold::Tally ManifestFold::apply_one(const Erasure& change) {
  Tally tally;
  Booking* const booking = find_booking(change.booking_id);
  if (booking == nullptr) return tally;
  for (auto& [number, row] : *booking) {
    if (!is_newer(change.version, row)) {
      ++tally.refused;
      continue;
    }
    row.version = change.version;
    row.full_name = Text();
    row.cabin = Text();
    row.removed_at = change.recorded_at;
    ++tally.changed;
  }
  return tally;
}

ManifestFold::Booking* ManifestFold::find_booking(const std::string& booking_id) {
  const auto found = rows_.find(booking_id);
  return found == rows_.end() ? nullptr : &found->second;
}

ManifestFold::Rows ManifestFold::take_rows() { return std::exchange(rows_, {}); }

std::uint64_t count_rows(const ManifestFold::Rows& rows) {
  std::uint64_t count = 0;
  for (const auto& [booking_id, booking] : rows) count += booking.size();
  return count;
}

}  // namespace harbor
