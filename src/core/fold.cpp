#include "projector/core/fold.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "projector/base/check.h"

namespace projector {
namespace {

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

}  // namespace

const FoldedBatch& Folder::fold(const Batch& batch, RecordRange range, const WritePlans& plans) {
  start(batch, range);
  sort(batch, plans);
  std::size_t first = 0;
  while (first < order_.size()) {
    const SortedRow& head = order_[first];
    std::size_t last = first + 1;
    while (last < order_.size() && order_[last].plan == head.plan &&
           order_[last].key_prefix == head.key_prefix &&
           compare_keys(batch, order_[last].row, head.row, plans[head.plan].key_count) == 0) {
      ++last;
    }
    fold_key(batch, first, last);
    first = last;
  }
  return folded_;
}

void Folder::start(const Batch& batch, RecordRange range) {
  PROJECTOR_CHECK(range.first <= range.last && range.last <= batch.records.size(),
                  "a range lies in its batch");
  for (FoldedStatement& statement : folded_.statements) {
    statement.rows.clear();
    spare_rows_.push_back(std::move(statement.rows));
  }
  folded_.statements.clear();
  folded_.batch = &batch;
  folded_.range = range;
  folded_.folded_stale = 0;
  folded_.folded_into = 0;

  order_.clear();
  if (range.size() == 0) return;
  const BatchRecord& last = batch.records[range.last - 1];
  const std::uint32_t last_row = last.first_row + last.row_count;
  for (std::uint32_t row = batch.records[range.first].first_row; row < last_row; ++row) {
    const RowChange& change = batch.rows[row];
    order_.push_back({prefix_of(batch.cells[change.first_cell]), change.plan, row});
  }
}

// By plan, key, and then the order in which the records came.
void Folder::sort(const Batch& batch, const WritePlans& plans) {
  const auto before = [&](const SortedRow& left, const SortedRow& right) {
    if (left.plan != right.plan) return left.plan < right.plan;
    if (left.key_prefix != right.key_prefix) return left.key_prefix < right.key_prefix;
    const int order = compare_keys(batch, left.row, right.row, plans[left.plan].key_count);
    return order != 0 ? order < 0 : left.row < right.row;
  };
  std::sort(order_.begin(), order_.end(), before);
}

// The changes order_[first, last) of one row, in the order of their records: the newest stands for
// those that it replaced, and at equal versions the first stays.
void Folder::fold_key(const Batch& batch, std::size_t first, std::size_t last) {
  std::uint32_t survivor = order_[first].row;
  for (std::size_t i = first + 1; i < last; ++i) {
    if (batch.rows[order_[i].row].version > batch.rows[survivor].version) {
      survivor = order_[i].row;
      ++folded_.folded_into;
    } else {
      ++folded_.folded_stale;
    }
  }
  rows_for(order_[first].plan).push_back(survivor);
}

std::vector<std::uint32_t>& Folder::rows_for(std::uint32_t plan) {
  auto& statements = folded_.statements;
  if (statements.empty() || statements.back().plan != plan) {
    FoldedStatement& statement = statements.emplace_back();
    statement.plan = plan;
    if (!spare_rows_.empty()) {
      statement.rows = std::move(spare_rows_.back());
      spare_rows_.pop_back();
    }
  }
  return statements.back().rows;
}

}  // namespace projector
