#include "sim/fold.h"

#include <functional>
#include <utility>

namespace harbor {

std::size_t RowKeyHash::operator()(const RowKey& key) const noexcept {
  constexpr std::size_t kSpread = 0x9e3779b97f4a7c15u;
  return std::hash<std::string>()(key.booking_id) ^
         (static_cast<std::size_t>(key.passenger_no) * kSpread);
}

Outcome ManifestFold::apply(BookingSnapshot snapshot) {
  PassengerRow& row = rows_[std::move(snapshot.key)];
  // A new row has no version, which is older than any. At equal versions the first stays.
  if (row.version && snapshot.version <= *row.version) return Outcome::kStale;

  row.version = snapshot.version;
  row.sailing_id = std::move(snapshot.sailing_id);
  row.full_name = std::move(snapshot.full_name);
  row.cabin = std::move(snapshot.cabin);
  row.status = std::move(snapshot.status);
  row.boarding_group = std::move(snapshot.boarding_group);
  row.occurred_at = snapshot.occurred_at;
  return Outcome::kApplied;
}

ManifestFold::Rows ManifestFold::take_rows() { return std::exchange(rows_, {}); }

}  // namespace harbor
