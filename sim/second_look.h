// Rows that differ from what they should be, looked at again: may they be so because records were
// read twice? See possible_rows.h. Pure. Thread: one owner.

#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/comparison.h"
#include "sim/possible_rows.h"

namespace harbor {

class SecondLook {
 public:
  explicit SecondLook(const std::vector<Suspect>& suspects);

  // Every record of the topic again, those of a booking in the order of their partition.
  void take(const Change& change);

  // Requires: one of the suspects it was made for.
  bool is_possible(const Suspect& suspect) const;

 private:
  std::unordered_map<std::string, std::map<std::int32_t, PossibleRows>> bookings_;
};

}  // namespace harbor
