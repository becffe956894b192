#include "projector/core/fold.h"

#include <algorithm>
#include <cstring>

#include "projector/base/check.h"

#include "wave_planner.h"

namespace projector {
namespace {

using Purpose = FoldedStatement::Purpose;
using Kind = RowFate::Kind;

// The first bytes as a number that orders as the bytes do.
std::uint64_t prefix_of(Cell cell) {
  unsigned char bytes[sizeof(std::uint64_t)] = {};
  if (!cell.empty()) std::memcpy(bytes, cell.data(), std::min(cell.size(), sizeof(bytes)));
  std::uint64_t prefix = 0;
  for (const unsigned char byte : bytes) prefix = (prefix << 8) | byte;
  return prefix;
}

int compare_keys(const Batch& batch, std::uint32_t left, std::uint32_t right,
                 std::size_t key_count) {
  const Cell* left_cell = batch.cells.data() + batch.rows[left].first_cell;
  const Cell* right_cell = batch.cells.data() + batch.rows[right].first_cell;
  for (std::size_t i = 0; i < key_count; ++i) {
    if (const int order = left_cell[i].compare(right_cell[i]); order != 0) return order;
  }
  return 0;
}

// Whether the standing of a row is to be asked although only counts are wanted. Of a removal it is
// needed where no row that its record lists is written.
bool counts_cannot_tell(const WritePlan& plan, const RowFate& fate, bool list_is_written) {
  if (plan.kind == ChangeKind::kReplace) return fate.kind == Kind::kFolded || !list_is_written;
  if (!names_whole_key(plan)) return true;
  return fate.kind == Kind::kFolded && !fate.is_listed;
}

}  // namespace

Folder::Folder() : planner_(std::make_unique<WavePlanner>()) {}
Folder::~Folder() = default;

const FoldedBatch& Folder::fold(const Batch& batch, RecordRange range, const WritePlans& plans,
                                FoldDetail detail) {
  const std::uint32_t row_count = start(batch, range, plans);
  if (has_one_upsert_a_table(row_count)) {
    fold_plain(row_count, detail);
  } else {
    fold_waves(row_count, detail);
  }
  return folded_;
}

std::uint32_t Folder::start(const Batch& batch, RecordRange range, const WritePlans& plans) {
  PROJECTOR_CHECK(range.first <= range.last && range.last <= batch.records.size(),
                  "a range lies in its batch");
  for (FoldedStatement& statement : folded_.statements) {
    statement.rows.clear();
    spare_rows_.push_back(std::move(statement.rows));
  }
  folded_.statements.clear();
  folded_.fates.clear();
  folded_.batch = &batch;
  folded_.plans = &plans;
  folded_.range = range;
  folded_.first_row = 0;
  order_.clear();
  looks_.clear();
  if (range.size() == 0) return 0;
  const BatchRecord& last = batch.records[range.last - 1];
  folded_.first_row = batch.records[range.first].first_row;
  return last.first_row + last.row_count - folded_.first_row;
}

// Sees on the way whether each record has one row, an upsert.
bool Folder::has_one_upsert_a_table(std::uint32_t row_count) {
  const Batch& batch = *folded_.batch;
  plan_of_table_.clear();
  folded_.is_flat = row_count == folded_.range.size();
  bool has_one = true;
  std::uint32_t last_plan = RowFate::kNone;
  for (std::uint32_t place = 0; place < row_count; ++place) {
    const RowChange& change = batch.rows[folded_.first_row + place];
    if (change.record != folded_.range.first + place) folded_.is_flat = false;
    if (change.plan == last_plan) continue;
    last_plan = change.plan;
    const WritePlan& plan = (*folded_.plans)[change.plan];
    if (plan.table_index >= plan_of_table_.size()) {
      plan_of_table_.resize(plan.table_index + 1, RowFate::kNone);
    }
    std::uint32_t& known = plan_of_table_[plan.table_index];
    if (known == RowFate::kNone) known = change.plan;
    if (known != change.plan) has_one = false;
    if (plan.kind != ChangeKind::kUpsert) return folded_.is_flat = false;
  }
  return has_one;
}

// By group, key, and then the order in which the records came.
void Folder::sort() {
  const Batch& batch = *folded_.batch;
  const WritePlans& plans = *folded_.plans;
  const auto before = [&](const SortedRow& left, const SortedRow& right) {
    if (left.group != right.group) return left.group < right.group;
    if (left.key_prefix != right.key_prefix) return left.key_prefix < right.key_prefix;
    const std::size_t key_count = plans[batch.rows[left.row].plan].key_count;
    const int order = compare_keys(batch, left.row, right.row, key_count);
    return order != 0 ? order < 0 : left.row < right.row;
  };
  std::sort(order_.begin(), order_.end(), before);
}

// One wave, a statement for each table: to sort is all that it takes.
void Folder::fold_plain(std::uint32_t row_count, FoldDetail detail) {
  const Batch& batch = *folded_.batch;
  folded_.settles_by_counts = folded_.is_flat || detail == FoldDetail::kEveryRow;
  if (!folded_.is_flat) folded_.fates.assign(row_count, {});
  for (std::uint32_t row = folded_.first_row; row < folded_.first_row + row_count; ++row) {
    const RowChange& change = batch.rows[row];
    order_.push_back({prefix_of(batch.cells[change.first_cell]), change.plan, row});
  }
  sort();
  std::size_t first = 0;
  while (first < order_.size()) {
    const SortedRow& head = order_[first];
    const std::size_t key_count = (*folded_.plans)[head.group].key_count;
    std::size_t last = first + 1;
    while (last < order_.size() && order_[last].group == head.group &&
           order_[last].key_prefix == head.key_prefix &&
           compare_keys(batch, order_[last].row, head.row, key_count) == 0) {
      ++last;
    }
    fold_key(first, last, detail);
    first = last;
  }
  if (!looks_.empty()) put_looks_first();
}

// The changes order_[first, last) of one row, in the order of their records: the newest stands for
// those that it replaced, and at equal versions the first stays.
void Folder::fold_key(std::size_t first, std::size_t last, FoldDetail detail) {
  const auto& rows = folded_.batch->rows;
  auto& fates = folded_.fates;
  std::uint32_t survivor = order_[first].row;
  for (std::size_t i = first + 1; i < last; ++i) {
    const std::uint32_t row = order_[i].row;
    const bool is_newer = rows[row].version > rows[survivor].version;
    if (!folded_.is_flat) {
      if (is_newer) {
        fates[row - folded_.first_row].other = survivor - folded_.first_row;
        fates[survivor - folded_.first_row].kind = Kind::kFolded;
      } else {
        fates[row - folded_.first_row].kind = Kind::kStale;
      }
    }
    if (!is_newer) continue;
    looks_.push_back(survivor);
    survivor = row;
  }
  if (!folded_.is_flat && detail == FoldDetail::kEveryRow) looks_.push_back(survivor);
  rows_for(order_[first].group, Purpose::kWrite).push_back(survivor);
}

void Folder::put_looks_first() {
  auto& statements = folded_.statements;
  const auto writes = static_cast<std::ptrdiff_t>(statements.size());
  for (const std::uint32_t row : looks_) {
    rows_for(folded_.batch->rows[row].plan, Purpose::kLook).push_back(row);
  }
  std::rotate(statements.begin(), statements.begin() + writes, statements.end());
}

void Folder::fold_waves(std::uint32_t row_count, FoldDetail detail) {
  if (folded_.is_flat) detail = FoldDetail::kCounts;
  folded_.settles_by_counts = folded_.is_flat || detail == FoldDetail::kEveryRow;
  folded_.fates.assign(row_count, {});
  waves_.assign(row_count, 0);
  planner_->plan(folded_, waves_);
  collect(detail);
  sort();
  std::uint32_t group = RowFate::kNone;
  const auto looks_too = static_cast<std::uint32_t>(2 * folded_.plans->size());
  for (const SortedRow& sorted : order_) {
    if (sorted.group != group) {
      group = sorted.group;
      const bool is_look = group % looks_too < folded_.plans->size();
      new_statement(folded_.batch->rows[sorted.row].plan,
                    is_look ? Purpose::kLook : Purpose::kWrite);
    }
    folded_.statements.back().rows.push_back(sorted.row);
  }
}

void Folder::collect(FoldDetail detail) {
  rank_plans();
  const Batch& batch = *folded_.batch;
  bool list_is_written = false;
  for (std::uint32_t place = 0; place < folded_.fates.size(); ++place) {
    const RowFate& fate = folded_.fates[place];
    const std::uint32_t row = folded_.first_row + place;
    const WritePlan& plan = (*folded_.plans)[batch.rows[row].plan];
    const bool is_written = fate.kind == Kind::kWritten;
    if (is_written) add(waves_[place], Purpose::kWrite, row);
    if ((is_written || fate.kind == Kind::kFolded) &&
        (detail == FoldDetail::kEveryRow || counts_cannot_tell(plan, fate, list_is_written))) {
      add(waves_[place], Purpose::kLook, row);
    }
    list_is_written = fate.is_listed && (is_written || list_is_written);
  }
}

// Upserts, updates, deletes, and then the removals, which must not meet what a replace lists at an
// older version.
void Folder::rank_plans() {
  const WritePlans& plans = *folded_.plans;
  plan_ranks_.assign(plans.size(), 0);
  std::uint32_t rank = 0;
  for (const ChangeKind kind :
       {ChangeKind::kUpsert, ChangeKind::kUpdate, ChangeKind::kDelete, ChangeKind::kReplace}) {
    for (std::size_t plan = 0; plan < plans.size(); ++plan) {
      if (plans[plan].kind == kind) plan_ranks_[plan] = rank++;
    }
  }
}

void Folder::add(std::uint32_t wave, Purpose purpose, std::uint32_t row) {
  const RowChange& change = folded_.batch->rows[row];
  const auto plan_count = static_cast<std::uint32_t>(folded_.plans->size());
  const std::uint32_t side = purpose == Purpose::kLook ? 0 : plan_count;
  const std::uint32_t group = wave * 2 * plan_count + side + plan_ranks_[change.plan];
  order_.push_back({prefix_of(folded_.batch->cells[change.first_cell]), group, row});
}

// The last statement, or a new one.
std::vector<std::uint32_t>& Folder::rows_for(std::uint32_t plan, Purpose purpose) {
  auto& statements = folded_.statements;
  if (statements.empty() || statements.back().plan != plan ||
      statements.back().purpose != purpose) {
    return new_statement(plan, purpose);
  }
  return statements.back().rows;
}

std::vector<std::uint32_t>& Folder::new_statement(std::uint32_t plan, Purpose purpose) {
  FoldedStatement& statement = folded_.statements.emplace_back();
  statement.plan = plan;
  statement.purpose = purpose;
  if (!spare_rows_.empty()) {
    statement.rows = std::move(spare_rows_.back());
    spare_rows_.pop_back();
  }
  return statement.rows;
}

}  // namespace projector
