// Holds one transaction against the oracle: the same records applied one at a time to the same rows
// must leave the same rows, and the same outcomes; and each comes after those before it.
//
// Thread: one owner.

#pragma once

#include <utility>
#include <vector>

#include "projector/core/settlement.h"
#include "projector/runtime/batch_writers.h"

#include "brokers.h"
#include "oracle.h"
#include "server.h"

namespace projector::simulation {

class TransactionCheck {
 public:
  // Before the statements: looks at the rows as they stand.
  TransactionCheck(const WriteJob& job, Brokers& brokers, const Server& server);

  // After them. Throws Violation.
  void check(const RecordCounts& counts, const Server& server) const;
  // It was committed: its records are durable.
  void mark_applied() const;

 private:
  void check_order() const;
  void take_rows(const Change& change, const Server& server);

  Brokers& brokers_;
  std::vector<std::pair<PartitionRef, LogRecord*>> records_;
  std::vector<std::pair<std::size_t, std::string>> parents_;  // Table, first column of the key.
  Oracle oracle_;
};

// What is not as expected, in words; empty: all is.
std::string difference(const Rows& expected, const Rows& found);

}  // namespace projector::simulation
