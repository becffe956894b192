// What the changes of a fold have done so far, kept by row and by scope: all rows that bear one
// part of the key. What they prove, whatever the table holds, is remembered too: that rows are
// there, and that none is below some version.
//
// Thread: one owner. Keeps its memory from one fold to the next.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "projector/core/fold.h"

#include "key_index.h"

namespace projector {

// Changes are counted from 1, those of a replace as one; 0: never.
using ChangeOrder = std::uint32_t;

// The latest change of something, and where it went.
struct LastChange {
  ChangeOrder order = 0;
  std::uint32_t wave = 0;
  std::uint32_t place = 0;  // In FoldedBatch::fates.

  // The first wave that comes after it.
  std::uint32_t next_wave() const { return order == 0 ? 0 : wave + 1; }
};

struct RowState {
  explicit RowState(std::uint32_t its_row) : row(its_row) {}

  std::uint32_t row;  // One of Batch::rows that bears the key.
  LastChange last;
  ChangeOrder known_order = 0;     // When the row was there for sure, ...
  std::int64_t version_floor = 0;  // ...and not below this.
};

struct ScopeState {
  ScopeState(std::uint32_t its_part, std::uint32_t its_row) : part(its_part), row(its_row) {}

  std::uint32_t part;  // Its place among the parts.
  std::uint32_t row;   // One of Batch::rows that bears the part of the key.
  LastChange last;     // Of the whole scope.
  LastChange member;   // Of single rows: the latest order, and the latest wave.
  std::uint32_t list_plan = RowFate::kNone;  // Of the rows that the last chain of replaces lists.
  ChangeOrder known_order = 0;               // When some row was there for sure.
  ChangeOrder removal_order = 0;         // When the scope's rows were deleted without a mark, ...
  ChangeOrder member_removal_order = 0;  // ...and when a single one was.
  bool has_floor = false;                // No row is below `version_floor`.
  std::int64_t version_floor = 0;
};

// A part of a table's key by which some plan names rows.
struct KeyPart {
  std::uint32_t table = 0;
  const std::vector<std::uint32_t>* key_places = nullptr;
  LastChange last;  // Of any scope: the latest order, and the latest wave.
  ChangeOrder removal_order = 0;
};

struct Scope {
  KeyPart* part = nullptr;
  ScopeState* state = nullptr;
};

inline bool names_whole_key(const WritePlan& plan) {
  return plan.is_whole_key && plan.kind != ChangeKind::kReplace;
}

class KeyBook {
 public:
  // Forgets all. The batch and its plans must outlive the use; references hold until the next
  // start.
  void start(const FoldedBatch& folded);

  // Requires: the change at `place` names a whole key.
  RowState& row(std::uint32_t place);
  // The scopes of that row, into `scopes`.
  void find_scopes(std::uint32_t place, std::vector<Scope>& scopes);

  // Requires: the change at `place` names a part of the key.
  Scope scope(std::uint32_t place);
  // Whether the rows of two places, of one table, bear the same part. The first names it.
  bool share_scope(std::uint32_t part_place, std::uint32_t place) const;

  const std::vector<KeyPart>& parts() const { return parts_; }

 private:
  void find_parts();
  ScopeState& state_of(std::uint32_t part, std::uint32_t row);
  std::uint32_t row_at(std::uint32_t place) const { return folded_->first_row + place; }
  const WritePlan& plan_of(std::uint32_t row) const;
  const Cell& key_cell(std::uint32_t row, const std::vector<std::uint32_t>& places,
                       std::size_t i) const;

  const FoldedBatch* folded_ = nullptr;
  std::vector<KeyPart> parts_;
  std::vector<std::uint32_t> part_of_plan_;  // RowFate::kNone of those that name the whole key.
  std::vector<bool> is_used_;                // Of each plan.
  KeyIndex<RowState> rows_;
  KeyIndex<ScopeState> scopes_;
};

}  // namespace projector
