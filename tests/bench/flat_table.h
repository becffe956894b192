// The table of flat bookings that benchmarks write to out of memory.

#pragma once

#include <cstdint>
#include <string>

namespace projector {

inline constexpr std::uint32_t kKeys = 200'000;  // As in the benchmark of the whole.

inline std::string create_flat_table(const std::string& name) {
  return "CREATE TABLE " + name +
         " (booking_id text, passenger_no int, sailing_id text, full_name text, cabin text,"
         " status text, occurred_at timestamptz, checked_in_at timestamptz,"
         " boarding_group text, version bigint, removed_at timestamptz,"
         " PRIMARY KEY (booking_id, passenger_no))";
}

}  // namespace projector
