#include "support/table_model.h"

#include <algorithm>
#include <cstddef>

namespace projector {
namespace {

bool is_older(const ModelRow& row, std::int64_t version) {
  return !row.version || *row.version < version;
}

std::vector<std::string> key_of(const Batch& batch, const WritePlan& plan, std::uint32_t row) {
  std::vector<std::string> key;
  for (std::size_t i = 0; i < plan.key_count; ++i) {
    key.emplace_back(batch.cells[batch.rows[row].first_cell + i]);
  }
  return key;
}

void set(const Batch& batch, const WritePlan& plan, std::uint32_t row, ModelRow& target) {
  const Cell* cells = batch.cells.data() + batch.rows[row].first_cell;
  for (std::size_t i = plan.key_count; i < plan.version_index(); ++i) {
    if (plan.columns[i].name == plan.removed_column) {
      target.mark = cells[i];
    } else {
      target.values[plan.columns[i].name] = cells[i];
    }
  }
  target.version = batch.rows[row].version;
}

}  // namespace

RecordCounts TableModel::apply(const BatchText& text, RecordRange range) {
  RecordCounts counts;
  for (std::uint32_t i = range.first; i < range.last; ++i) {
    bool changed = false;
    bool refused = false;
    const BatchRecord& record = text.batch().records[i];
    for (std::uint32_t row = record.first_row; row < record.first_row + record.row_count; ++row) {
      apply_row(text, row, changed, refused);
    }
    ++(changed ? counts.applied : refused ? counts.stale : counts.unmatched);
  }
  return counts;
}

std::vector<StatementResult> TableModel::run(const FoldedBatch& folded) {
  std::vector<StatementResult> results;
  for (const FoldedStatement& statement : folded.statements) {
    results.push_back(statement.purpose == FoldedStatement::Purpose::kLook
                          ? look(folded, statement)
                          : write(folded, statement));
  }
  return results;
}

std::vector<TableModel::Key> TableModel::met(const Batch& batch, const WritePlan& plan,
                                             std::uint32_t row) const {
  const std::vector<std::string> named = key_of(batch, plan, row);
  std::vector<Key> keys;
  for (const auto& [key, unused] : rows) {
    bool bears = key.first == plan.table_index;
    for (std::size_t i = 0; i < named.size(); ++i) {
      bears = bears && key.second[plan.key_places[i]] == named[i];
    }
    if (bears) keys.push_back(key);
  }
  return keys;
}

void TableModel::upsert(const Batch& batch, const WritePlan& plan, std::uint32_t row) {
  ModelRow& target = rows[{plan.table_index, key_of(batch, plan, row)}];
  set(batch, plan, row, target);
  if (plan.removed_mark != RemovedMark::kNone) target.mark.clear();
}

void TableModel::remove(const Batch& batch, const WritePlan& plan, std::uint32_t row,
                        const Key& key) {
  if (plan.removed_mark == RemovedMark::kNone) {
    rows.erase(key);
    return;
  }
  set(batch, plan, row, rows[key]);
  if (plan.removed_mark == RemovedMark::kBoolean) rows[key].mark = "true";
  for (const std::string& column : plan.cleared) rows[key].values.erase(column);
}

void TableModel::apply_row(const BatchText& text, std::uint32_t row, bool& changed, bool& refused) {
  const Batch& batch = text.batch();
  const WritePlan& plan = text.plans()[batch.rows[row].plan];
  const std::vector<Key> keys = met(batch, plan, row);
  if (keys.empty() && plan.kind == ChangeKind::kUpsert) {
    upsert(batch, plan, row);
    changed = true;
  }
  std::vector<std::vector<std::string>> listed;
  if (plan.kind == ChangeKind::kReplace) {
    for (std::uint32_t other = row - text.listed(row); other < row; ++other) {
      listed.push_back(key_of(batch, text.plans()[batch.rows[other].plan], other));
    }
  }
  for (const Key& key : keys) {
    if (std::find(listed.begin(), listed.end(), key.second) != listed.end()) continue;
    if (!is_older(rows[key], batch.rows[row].version)) {
      refused = true;
      continue;
    }
    changed = true;
    change(batch, plan, row, key);
  }
}

void TableModel::change(const Batch& batch, const WritePlan& plan, std::uint32_t row,
                        const Key& key) {
  if (plan.kind == ChangeKind::kUpsert) {
    upsert(batch, plan, row);
  } else if (plan.kind == ChangeKind::kUpdate) {
    set(batch, plan, row, rows[key]);
  } else {
    remove(batch, plan, row, key);
  }
}

StatementResult TableModel::look(const FoldedBatch& folded,
                                 const FoldedStatement& statement) const {
  StatementResult result;
  const WritePlan& plan = (*folded.plans)[statement.plan];
  for (const std::uint32_t row : statement.rows) {
    Standing standing = Standing::kAbsent;
    for (const Key& key : met(*folded.batch, plan, row)) {
      if (is_older(rows.at(key), folded.batch->rows[row].version)) {
        standing = Standing::kOlder;
        break;
      }
      standing = Standing::kNotOlder;
    }
    result.standings.push_back(standing);
  }
  return result;
}

StatementResult TableModel::write(const FoldedBatch& folded, const FoldedStatement& statement) {
  StatementResult result;
  const Batch& batch = *folded.batch;
  const WritePlan& plan = (*folded.plans)[statement.plan];
  std::map<Key, std::uint32_t> seen;
  for (const std::uint32_t row : statement.rows) {
    std::vector<Key> keys = met(batch, plan, row);
    if (keys.empty() && plan.kind == ChangeKind::kUpsert) {
      upsert(batch, plan, row);
      ++result.rows_changed;
      ++seen[{plan.table_index, key_of(batch, plan, row)}];
      continue;
    }
    for (const Key& key : keys) {
      touched_twice = touched_twice || ++seen[key] > 1;
      if (!is_older(rows[key], batch.rows[row].version)) continue;
      change(batch, plan, row, key);
      ++result.rows_changed;
    }
  }
  return result;
}

}  // namespace projector
