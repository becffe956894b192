// Batches written as text, and folded ones read back as text.
//
//   "up b1/1@3 | upd b1/*@4 + del b2/1@4 | rep b1/*@5{1,2} | 2:up b1/1@1"
//
// Records are separated by |, changes of a record by +, and 2: means a second table; - is a record
// without rows. A key has two columns; a star is the one that a change leaves out. A replace names
// the rows that it lists by their other column. up2, upd2 and rep2 set (or list with) another
// column than up, upd and rep.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "projector/core/fold.h"

namespace projector {

class BatchText {
 public:
  explicit BatchText(RemovedMark mark = RemovedMark::kTimestamp, std::uint32_t topic = 0);

  void add(std::string_view records);

  // "look up b1/1@3; up b1/1@4 b2/1@1; rep b1/*@4"
  std::string text(const FoldedBatch& folded) const;

  const Batch& batch() const { return batch_; }
  const WritePlans& plans() const { return plans_; }
  // How many rows before a row of a replace it lists.
  std::uint32_t listed(std::uint32_t row) const { return listed_.at(row); }

 private:
  using Key = std::array<std::string_view, 2>;

  void add_record(std::string_view text);
  void add_change(std::string_view text);
  void add_row(std::uint32_t plan, const Key& key, std::string_view version);
  std::string row_text(std::uint32_t row) const;

  Batch batch_;
  const WritePlans& plans_;
  std::map<std::uint32_t, std::uint32_t> listed_;
};

}  // namespace projector
