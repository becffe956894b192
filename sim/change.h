// What a record asks for: the entries of the projections that the simulator knows, as values.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/instant.h"
#include "sim/text.h"

namespace harbor {

struct RowKey {
  std::string booking_id;
  std::int32_t passenger_no = 0;

  auto operator<=>(const RowKey&) const = default;
};

// Of the flat model: `do: upsert`.
struct FlatBooking {
  RowKey key;
  std::int64_t version = 0;
  Text sailing_id;
  Text full_name;
  Text cabin;
  Text status;
  Text boarding_group;
  std::optional<Instant> occurred_at;
};

struct Passenger {
  std::int32_t number = 0;
  Text full_name;
  Text cabin;
};

// booking-confirmed and booking-amended: `do: replace` of the rows within a booking.
struct Snapshot {
  std::string booking_id;
  std::int64_t version = 0;
  Text sailing_id;
  Text status;
  std::optional<Instant> occurred_at;
  std::vector<Passenger> passengers;
  std::optional<Instant> recorded_at;  // The record's timestamp: when it removed whom.
};

// passenger-checked-in: `do: update` of one row.
struct CheckIn {
  RowKey key;
  std::int64_t version = 0;
  std::optional<Instant> checked_in_at;
  Text boarding_group;
};

// booking-cancelled: `do: update` of all rows of a booking.
struct Cancellation {
  std::string booking_id;
  std::int64_t version = 0;
};

// A record without a value: `do: delete` of all rows of a booking, and what it clears in them.
struct Erasure {
  std::string booking_id;
  std::int64_t version = 0;
  std::optional<Instant> recorded_at;
};

using Change = std::variant<FlatBooking, Snapshot, CheckIn, Cancellation, Erasure>;

}  // namespace harbor
