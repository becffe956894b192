// Writes the log of Harbor Point: bookings with their passengers, and sailings, with everything
// that real topics bear: duplicates, disorder, records nobody can apply.
//
// What it writes has one meaning however often it is read: an old event that would insert a row
// behind a newer event of its booking is not written. Contract, section 5: only rows are
// versioned, so such a row would stand or not by how often the newer one was applied.
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "log.h"
#include "oracle.h"
#include "random.h"
#include "scenario.h"

namespace projector::simulation {

struct NewRecord {
  PartitionRef partition;
  LogRecord record;  // Without its offset.
};

class BookingLife {
 public:
  BookingLife(const Scenario& scenario, std::uint64_t seed)
      : scenario_(scenario), random_(seed), oracle_(scenario.tables()) {}

  // The next record, for one of so many partitions of each topic.
  NewRecord next(const std::array<int, kTopicCount>& partitions, WallTime now);

 private:
  struct Booking {
    std::string id;
    std::size_t topic = kBookings;
    std::int32_t partition = 0;
    bool has_key = true;
    std::int64_t version = 0;
    std::vector<LogRecord> past;  // The last few.
  };

  Booking make(std::size_t topic, int partitions);
  Booking& choose(const std::array<int, kTopicCount>& partitions);
  LogRecord live(Booking& booking, WallTime now);
  std::optional<LogRecord> repeat(const Booking& booking, WallTime now);
  LogRecord event(const Booking& booking, std::int64_t version, bool is_poisoned, WallTime now);
  LogRecord snapshot(const Booking& booking, std::int64_t version, bool is_poisoned, WallTime now);
  LogRecord check_in(const Booking& booking, std::int64_t version, bool is_poisoned);
  LogRecord cancel(const Booking& booking, std::int64_t version);
  LogRecord erase(const Booking& booking, std::int64_t version, WallTime now);
  LogRecord sailing(const Booking& booking, std::int64_t version, bool is_poisoned);
  LogRecord export_state(const Booking& booking, std::int64_t version);
  std::optional<LogRecord> bad(const Booking& booking, WallTime now);
  bool may_be_bad(const Booking& booking) const;
  LogRecord unknown() const;
  NewRecord finished(const Booking& booking, LogRecord record, WallTime now) const;
  std::string mark_of(std::size_t topic, WallTime now) const;
  BadRecords policy(const Booking& booking) const { return scenario_.bad_records[booking.topic]; }

  const Scenario scenario_;
  Random random_;
  Oracle oracle_;  // The log so far.
  std::vector<Booking> bookings_;
  std::uint64_t last_id_ = 0;
  std::uint32_t made_ = 0;
};

// A time of the wall as text, to the millisecond: "2026-07-14 18:00:00.125+00".
std::string text_of(WallTime at);

}  // namespace projector::simulation
