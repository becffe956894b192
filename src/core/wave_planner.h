// Gives each row change of a range its fate and its wave, in the order of the records.
//
// Two changes of a table conflict when they may touch the same row. Some name a whole key, some a
// part of it, and so all rows of that scope; two different parts of the key may meet in a row, so
// those always conflict. What conflicts goes into a later wave, unless the statement of the one
// before can stand for both. A replace is one unit: the rows that it lists, and its removal. What
// earlier changes prove to be refused needs no statement.
//
// Thread: one owner. Keeps its memory from one fold to the next.

#pragma once

#include <cstdint>
#include <vector>

#include "projector/core/fold.h"

#include "key_book.h"

namespace projector {

class WavePlanner {
 public:
  // Fills `folded.fates` and `waves`, which have a place for each row of the range.
  void plan(FoldedBatch& folded, std::vector<std::uint32_t>& waves);

 private:
  void plan_record(std::uint32_t first, std::uint32_t last);
  std::uint32_t plan_next(std::uint32_t first, std::uint32_t last);
  std::uint32_t first_listed(std::uint32_t first, std::uint32_t removal) const;

  // Changes that name a whole key.
  void plan_row(std::uint32_t place);
  bool is_known(const RowState& row) const;
  bool is_refused(const RowState& row, std::uint32_t place) const;
  bool is_behind(const RowState& row, std::uint32_t place) const;
  bool folds(const RowState& row, std::uint32_t place) const;
  void note_upsert(RowState& row, std::uint32_t place);
  void note_other(RowState& row, std::uint32_t place);
  void touch(RowState& row, std::uint32_t place, std::uint32_t wave);

  // Changes that name a part of the key.
  void plan_part(std::uint32_t place);
  void plan_replace(std::uint32_t first, std::uint32_t removal);
  void plan_listed(std::uint32_t place, std::uint32_t wave);
  bool is_below_floor(const Scope& scope, std::uint32_t place) const;
  bool try_refuse(const Scope& scope, std::uint32_t place);
  bool folds(const Scope& scope, std::uint32_t place) const;
  std::uint32_t wave_after(const Scope& scope) const;
  void write(const Scope& scope, std::uint32_t place, bool is_folding, std::uint32_t wave);

  bool stands_for(std::uint32_t place, std::uint32_t before) const;
  void fold_into(std::uint32_t place, std::uint32_t before);
  const RowChange& change(std::uint32_t place) const;
  const WritePlan& plan_of(std::uint32_t place) const;

  FoldedBatch* folded_ = nullptr;
  std::vector<std::uint32_t>* waves_ = nullptr;
  KeyBook book_;
  std::vector<Scope> scopes_;  // Those of the row in hand.
  ChangeOrder order_ = 0;
};

}  // namespace projector
