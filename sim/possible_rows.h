// The states that one row may be in when records were read twice, as after a kill.
//
// Applying a record again changes nothing, with the exception that the contract names: one that met
// no row is not remembered, and applies if it is read again after its row came. That takes an
// insertion at a lower version behind it in the log:
//
//   check-in, version 2: no row      confirmed, version 1: inserted      read again: check-in
//   applies
//
// Not what the table should hold, but what it may. Thread: one owner.

#pragma once

#include <cstdint>
#include <vector>

#include "sim/fold.h"

namespace harbor {

class PossibleRows {
 public:
  explicit PossibleRows(RowKey key);

  // The next record of the row's booking, in the order of the log.
  void take(const Change& change);

  bool contains(const PassengerRow& row) const;

 private:
  struct Applied {
    PassengerRow row;
    Outcome outcome;
  };

  Applied apply(const PassengerRow& row, bool is_there, const Change& change) const;
  void add(const PassengerRow& row);
  void read_again();

  const RowKey key_;
  std::vector<PassengerRow> states_;  // Empty: the row is absent.
  std::vector<Change> missed_;        // Those that met no row.
};

}  // namespace harbor
