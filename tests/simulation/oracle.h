// The fold of contract section 5, one record at a time and nothing else: what tables must be.
//
// Pure. Thread: one owner.

#pragma once

#include <cstdint>
#include <vector>

#include "meaning.h"
#include "rows.h"

namespace projector::simulation {

enum class Fate : std::uint8_t { kApplied, kStale, kUnmatched, kRefused };

class Oracle {
 public:
  explicit Oracle(std::vector<TableShape> shapes)
      : shapes_(std::move(shapes)), tables_(shapes_.size()) {}

  // `constraint_holds`: a poisoned row is refused, and its whole record with it.
  Fate apply(const Change& change, bool is_poisoned, bool constraint_holds);

  // Whether it would insert a row.
  bool inserts(const Change& change) const;

  std::vector<Rows>& tables() { return tables_; }
  const std::vector<Rows>& tables() const { return tables_; }

 private:
  struct Count {
    std::uint32_t changed = 0;
    std::uint32_t refused = 0;
  };

  void upsert(const Change& change, Count& count);
  void remove_unlisted(const Change& change, Count& count);
  void update(const Change& change, Count& count);
  void erase(const Change& change, Count& count);
  void remove(Rows& rows, Rows::iterator& row, const Change& change);
  bool would_update(const Change& change);

  const std::vector<TableShape> shapes_;
  std::vector<Rows> tables_;
};

}  // namespace projector::simulation
