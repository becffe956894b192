// What the manifest must look like: the fold of contract section 5 over Harbor Point's events, in
// memory, one change at a time.
//
// This is the oracle of tests and demo. It knows one domain and nothing of the daemon, folds
// nothing away, and is small enough to be checked by reading. Pure. Thread: one owner.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "sim/instant.h"

namespace harbor {

struct RowKey {
  std::string booking_id;
  std::int32_t passenger_no = 0;

  auto operator<=>(const RowKey&) const = default;
};

struct RowKeyHash {
  std::size_t operator()(const RowKey& key) const noexcept;
};

// A row of passenger_manifest but for its key. No value is SQL's NULL.
struct PassengerRow {
  std::optional<std::int64_t> version;
  std::optional<std::string> sailing_id;
  std::optional<std::string> full_name;
  std::optional<std::string> cabin;
  std::optional<std::string> status;
  std::optional<std::string> boarding_group;
  std::optional<Instant> occurred_at;
  std::optional<Instant> checked_in_at;
  std::optional<Instant> removed_at;

  bool operator==(const PassengerRow&) const = default;
};

// `do: upsert` of the flat booking: what it does not name (checked_in_at) keeps its value.
struct BookingSnapshot {
  RowKey key;
  std::int64_t version = 0;
  std::optional<std::string> sailing_id;
  std::optional<std::string> full_name;
  std::optional<std::string> cabin;
  std::optional<std::string> status;
  std::optional<std::string> boarding_group;
  std::optional<Instant> occurred_at;
};

enum class Outcome : std::uint8_t { kApplied, kStale };

class ManifestFold {
 public:
  using Rows = std::unordered_map<RowKey, PassengerRow, RowKeyHash>;

  Outcome apply(BookingSnapshot snapshot);

  const Rows& rows() const { return rows_; }

  // Gives the rows away. The fold is empty then.
  Rows take_rows();

 private:
  Rows rows_;
};

}  // namespace harbor
