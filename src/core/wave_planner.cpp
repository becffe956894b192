#include "wave_planner.h"

#include <algorithm>

namespace projector {
namespace {

using Kind = RowFate::Kind;

// A change that takes rows away without a trace: afterwards nothing is known of them.
bool leaves_no_mark(const WritePlan& plan) {
  const bool removes = plan.kind == ChangeKind::kDelete || plan.kind == ChangeKind::kReplace;
  return removes && plan.removed_mark == RemovedMark::kNone;
}

bool has_same_mark(const WritePlan& left, const WritePlan& right) {
  return left.removed_mark == right.removed_mark && left.removed_column == right.removed_column;
}

void note(LastChange& last, ChangeOrder order, std::uint32_t wave) {
  last.order = order;
  last.wave = std::max(last.wave, wave);
}

}  // namespace

void WavePlanner::plan(FoldedBatch& folded, std::vector<std::uint32_t>& waves) {
  folded_ = &folded;
  waves_ = &waves;
  order_ = 0;
  book_.start(folded);
  const auto count = static_cast<std::uint32_t>(folded.fates.size());
  std::uint32_t first = 0;
  while (first < count) {
    std::uint32_t last = first + 1;
    while (last < count && change(last).record == change(first).record) ++last;
    plan_record(first, last);
    first = last;
  }
}

void WavePlanner::plan_record(std::uint32_t first, std::uint32_t last) {
  while (first < last) first = plan_next(first, last);
}

// Rows of one upsert plan stand together; a removal after them may be theirs.
std::uint32_t WavePlanner::plan_next(std::uint32_t first, std::uint32_t last) {
  std::uint32_t end = first;
  while (end < last && plan_of(end).kind == ChangeKind::kUpsert &&
         change(end).plan == change(first).plan) {
    ++end;
  }
  const bool has_removal = end < last && plan_of(end).kind == ChangeKind::kReplace;
  const std::uint32_t listed = has_removal ? first_listed(first, end) : end;
  for (std::uint32_t place = first; place < listed; ++place) plan_row(place);
  if (has_removal) {
    plan_replace(listed, end);
    return end + 1;
  }
  if (end > first) return end;
  if (names_whole_key(plan_of(first))) {
    plan_row(first);
  } else {
    plan_part(first);
  }
  return first + 1;
}

// Of the upserts [first, removal), those at the end which are of the parent of the removal, and
// of its version: these it cannot remove.
std::uint32_t WavePlanner::first_listed(std::uint32_t first, std::uint32_t removal) const {
  const WritePlan& plan = plan_of(removal);
  const bool is_own = first < removal && plan_of(first).table_index == plan.table_index &&
                      has_same_mark(plan_of(first), plan);
  std::uint32_t listed = removal;
  while (is_own && listed > first && change(listed - 1).version == change(removal).version &&
         book_.share_scope(removal, listed - 1)) {
    --listed;
  }
  return listed;
}

void WavePlanner::plan_row(std::uint32_t place) {
  ++order_;
  RowState& row = book_.row(place);
  book_.find_scopes(place, scopes_);
  if (is_refused(row, place)) {
    folded_->fates[place].kind = Kind::kStale;
    return;
  }
  if (is_behind(row, place)) {
    const bool is_gone = leaves_no_mark(plan_of(row.last.place));
    folded_->fates[place].kind = is_gone ? Kind::kBehindRemoval : Kind::kBehind;
    folded_->fates[place].other = row.last.place;
    return;
  }
  std::uint32_t wave = row.last.next_wave();
  if (folds(row, place)) {
    wave = row.last.wave;
    fold_into(place, row.last.place);
  } else {
    for (const Scope& scope : scopes_) wave = std::max(wave, scope.state->last.next_wave());
  }
  if (plan_of(place).kind == ChangeKind::kUpsert) {
    note_upsert(row, place);
  } else {
    note_other(row, place);
  }
  touch(row, place, wave);
}

// Whether the row is there, whatever the table held. Requires: scopes_ are the row's.
bool WavePlanner::is_known(const RowState& row) const {
  if (row.known_order == 0) return false;
  return std::all_of(scopes_.begin(), scopes_.end(), [&](const Scope& scope) {
    return scope.state->removal_order <= row.known_order;
  });
}

// Whether the row is there, in a version that is not older.
bool WavePlanner::is_refused(const RowState& row, std::uint32_t place) const {
  if (!is_known(row)) return false;
  std::int64_t floor = row.version_floor;
  for (const Scope& scope : scopes_) {
    if (scope.state->has_floor) floor = std::max(floor, scope.state->version_floor);
  }
  return change(place).version <= floor;
}

// Whether an update or a delete comes after one of the same row that leaves nothing older.
bool WavePlanner::is_behind(const RowState& row, std::uint32_t place) const {
  if (plan_of(place).kind == ChangeKind::kUpsert || row.last.order == 0) return false;
  if (plan_of(row.last.place).kind == ChangeKind::kUpsert) return false;
  if (change(place).version > change(row.last.place).version) return false;
  return std::all_of(scopes_.begin(), scopes_.end(),
                     [&](const Scope& scope) { return scope.state->last.order < row.last.order; });
}

bool WavePlanner::folds(const RowState& row, std::uint32_t place) const {
  if (row.last.order == 0 || !stands_for(place, row.last.place)) return false;
  return std::all_of(scopes_.begin(), scopes_.end(),
                     [&](const Scope& scope) { return scope.state->last.order < row.last.order; });
}

void WavePlanner::note_upsert(RowState& row, std::uint32_t place) {
  const std::int64_t version = change(place).version;
  const bool was_known = is_known(row);
  for (const Scope& scope : scopes_) {
    ScopeState& state = *scope.state;
    // It may put in a row that is older than all others.
    if (!was_known) state.version_floor = std::min(state.version_floor, version);
    state.known_order = order_;
  }
  row.version_floor = version;
  row.known_order = order_;
}

void WavePlanner::note_other(RowState& row, std::uint32_t place) {
  row.version_floor = std::max(row.version_floor, change(place).version);
  if (!leaves_no_mark(plan_of(place))) return;
  row.known_order = 0;
  for (const Scope& scope : scopes_) scope.state->member_removal_order = order_;
}

void WavePlanner::touch(RowState& row, std::uint32_t place, std::uint32_t wave) {
  (*waves_)[place] = wave;
  row.last = {order_, wave, place};
  for (const Scope& scope : scopes_) note(scope.state->member, order_, wave);
}

void WavePlanner::plan_part(std::uint32_t place) {
  ++order_;
  const Scope scope = book_.scope(place);
  if (is_below_floor(scope, place) && try_refuse(scope, place)) return;
  const bool is_folding = folds(scope, place);
  write(scope, place, is_folding, is_folding ? scope.state->last.wave : wave_after(scope));
}

// A removal below the floor meets no older row. Its listed rows then are upserts like others.
void WavePlanner::plan_replace(std::uint32_t first, std::uint32_t removal) {
  const Scope scope = book_.scope(removal);
  if (is_below_floor(scope, removal)) {
    if (first < removal) {
      folded_->fates[removal].kind = Kind::kStale;
      while (first < removal) plan_row(first++);
      return;
    }
    if (try_refuse(scope, removal)) return;
  }
  ++order_;
  const std::uint32_t list_plan = first < removal ? change(first).plan : RowFate::kNone;
  std::uint32_t& chain_plan = scope.state->list_plan;
  const bool is_folding =
      folds(scope, removal) &&
      (chain_plan == list_plan || chain_plan == RowFate::kNone || list_plan == RowFate::kNone);
  if (!is_folding || chain_plan == RowFate::kNone) chain_plan = list_plan;
  const std::uint32_t wave = is_folding ? scope.state->last.wave : wave_after(scope);
  while (first < removal) plan_listed(first++, wave);
  write(scope, removal, is_folding, wave);
}

// A row that was in this wave before was listed by the same chain: all else conflicts with it.
void WavePlanner::plan_listed(std::uint32_t place, std::uint32_t wave) {
  RowState& row = book_.row(place);
  book_.find_scopes(place, scopes_);
  folded_->fates[place].is_listed = true;
  if (is_refused(row, place)) {
    folded_->fates[place].kind = Kind::kStale;
    return;
  }
  if (row.last.order != 0 && row.last.wave == wave) fold_into(place, row.last.place);
  note_upsert(row, place);
  touch(row, place, wave);
}

bool WavePlanner::is_below_floor(const Scope& scope, std::uint32_t place) const {
  return scope.state->has_floor && change(place).version <= scope.state->version_floor;
}

// Whether it is clear without a statement what becomes of a change below the floor: some row is
// there, or the range has neither brought nor deleted any, so that they stand as they stood for the
// last change of the scope.
bool WavePlanner::try_refuse(const Scope& scope, std::uint32_t place) {
  const ScopeState& state = *scope.state;
  ChangeOrder removal = std::max(state.removal_order, state.member_removal_order);
  for (const KeyPart& part : book_.parts()) {
    if (part.table == scope.part->table && &part != scope.part) {
      removal = std::max(removal, part.removal_order);
    }
  }
  RowFate& fate = folded_->fates[place];
  if (state.known_order != 0 && state.known_order >= removal) {
    fate.kind = Kind::kStale;
    return true;
  }
  if (state.known_order != 0 || removal != 0) return false;
  fate.kind = Kind::kBehind;
  fate.other = state.last.place;
  return true;
}

bool WavePlanner::folds(const Scope& scope, std::uint32_t place) const {
  const LastChange& last = scope.state->last;
  if (last.order == 0 || !stands_for(place, last.place)) return false;
  // What a replace lists has its order.
  if (scope.state->member.order > last.order) return false;
  return std::all_of(book_.parts().begin(), book_.parts().end(), [&](const KeyPart& part) {
    return part.table != scope.part->table || &part == scope.part || part.last.order < last.order;
  });
}

std::uint32_t WavePlanner::wave_after(const Scope& scope) const {
  std::uint32_t wave = std::max(scope.state->last.next_wave(), scope.state->member.next_wave());
  for (const KeyPart& part : book_.parts()) {
    if (part.table == scope.part->table && &part != scope.part) {
      wave = std::max(wave, part.last.next_wave());
    }
  }
  return wave;
}

void WavePlanner::write(const Scope& scope, std::uint32_t place, bool is_folding,
                        std::uint32_t wave) {
  ScopeState& state = *scope.state;
  if (is_folding) fold_into(place, state.last.place);
  (*waves_)[place] = wave;
  state.last = {order_, wave, place};
  note(scope.part->last, order_, wave);
  const std::int64_t version = change(place).version;
  state.version_floor = state.has_floor ? std::max(state.version_floor, version) : version;
  state.has_floor = true;
  if (!leaves_no_mark(plan_of(place))) return;
  state.removal_order = order_;
  scope.part->removal_order = order_;
}

// Whether the statement of `place` would do what `before`, of the same rows, does as well.
bool WavePlanner::stands_for(std::uint32_t place, std::uint32_t before) const {
  return change(place).plan == change(before).plan &&
         change(place).version > change(before).version && !leaves_no_mark(plan_of(place));
}

void WavePlanner::fold_into(std::uint32_t place, std::uint32_t before) {
  folded_->fates[before].kind = Kind::kFolded;
  folded_->fates[place].other = before;
}

const RowChange& WavePlanner::change(std::uint32_t place) const {
  return folded_->batch->rows[folded_->first_row + place];
}

const WritePlan& WavePlanner::plan_of(std::uint32_t place) const {
  return (*folded_->plans)[change(place).plan];
}

}  // namespace projector
