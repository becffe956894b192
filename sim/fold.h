// What the manifest must look like: the fold of contract section 5 over Harbor Point's events, in
// memory, one change at a time.
//
// This is the oracle of tests and demo. It knows one domain and nothing of the daemon, folds
// nothing away, and is small enough to be checked by reading: each apply() is a sentence of the
// contract. Pure but for the texts it keeps. Thread: one owner.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "sim/change.h"
#include "sim/instant.h"
#include "sim/text.h"

namespace harbor {

// A row of passenger_manifest but for its key. No value is SQL's NULL.
struct PassengerRow {
  std::optional<std::int64_t> version;
  Text sailing_id;
  Text full_name;
  Text cabin;
  Text status;
  Text boarding_group;
  std::optional<Instant> occurred_at;
  std::optional<Instant> checked_in_at;
  std::optional<Instant> removed_at;

  bool operator==(const PassengerRow&) const = default;
};

// What became of a record: applied if a row changed, else stale if one was refused, else unmatched.
enum class Outcome : std::uint8_t { kApplied, kStale, kUnmatched };

struct OutcomeCounts {
  std::uint64_t applied = 0;
  std::uint64_t stale = 0;
  std::uint64_t unmatched = 0;

  bool operator==(const OutcomeCounts&) const = default;
};

class ManifestFold {
 public:
  using Booking = std::map<std::int32_t, PassengerRow>;   // By passenger_no.
  using Rows = std::unordered_map<std::string, Booking>;  // By booking_id.

  ManifestFold() = default;
  explicit ManifestFold(Rows rows) : rows_(std::move(rows)) {}

  // Records of the same booking must come in the order of their partition.
  Outcome apply(const Change& change);

  const Rows& rows() const { return rows_; }
  const OutcomeCounts& outcomes() const { return outcomes_; }

  // How often a row changed.
  std::uint64_t rows_changed() const { return rows_changed_; }

  // Gives the rows away. The fold is empty then.
  Rows take_rows();

 private:
  // The rows of one record.
  struct Tally {
    std::uint64_t changed = 0;
    std::uint64_t refused = 0;
  };

  Tally apply_one(const FlatBooking& change);
  Tally apply_one(const Snapshot& change);
  Tally apply_one(const CheckIn& change);
  Tally apply_one(const Cancellation& change);
  Tally apply_one(const Erasure& change);
  Booking* find_booking(const std::string& booking_id);

  Rows rows_;
  OutcomeCounts outcomes_;
  std::uint64_t rows_changed_ = 0;
};

std::uint64_t count_rows(const ManifestFold::Rows& rows);

}  // namespace harbor
