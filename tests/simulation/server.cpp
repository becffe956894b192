#include "server.h"

#include <algorithm>
#include <utility>

#include "violation.h"

namespace projector::simulation {
namespace {

bool is_older(const Row& row, std::int64_t version) {
  return !row.version || version > *row.version;
}

// The key of a row, or the beginning of one.
Key key_of(const Cell* cells, const WritePlan& plan) {
  Key key;
  for (std::size_t i = 0; i < plan.key_count; ++i) {
    require(cells[i].data() != nullptr, "no column of a key is NULL");
    require(plan.key_places[i] == i, "these plans name the beginning of a key");
    key.emplace_back(cells[i]);
  }
  return key;
}

bool removes(const WritePlan& plan) {
  return plan.kind == ChangeKind::kDelete || plan.kind == ChangeKind::kReplace;
}

}  // namespace

// Times are kept in one form; all else here is text, or a number written in one way.
std::optional<std::string> stored(Cell cell, const std::string& type) {
  if (cell.data() == nullptr) return std::nullopt;
  std::string text(cell);
  if (!type.starts_with("timestamp")) return text;
  if (text.size() > 10 && text[10] == 'T') text[10] = ' ';
  if (text.ends_with("Z")) text.replace(text.size() - 1, 1, "+00");
  if (text.ends_with("+00")) text.resize(text.size() - 3);
  if (text.find('.') == std::string::npos) text.push_back('.');
  text.resize(text.find('.') + 4, '0');
  return text + "+00";
}

std::optional<std::vector<StatementResult>> Server::run(const FoldedBatch& batch,
                                                        const WritePlans& plans) {
  require(undo_.empty(), "a transaction ends before the next begins");
  std::vector<StatementResult> results;
  for (const FoldedStatement& statement : batch.statements) {
    StatementResult& result = results.emplace_back();
    if (statement.purpose == FoldedStatement::Purpose::kLook) {
      for (const std::uint32_t row : statement.rows) {
        result.standings.push_back(look(parameters_of(batch, plans, row)));
      }
    } else if (!write(batch, plans, statement, result)) {
      roll_back();
      return std::nullopt;
    }
  }
  return results;
}

bool Server::write(const FoldedBatch& batch, const WritePlans& plans,
                   const FoldedStatement& statement, StatementResult& result) {
  met_.clear();
  for (const std::uint32_t row : statement.rows) {
    require(batch.batch->rows[row].plan == statement.plan, "a statement has rows of its plan only");
    const Parameters given = parameters_of(batch, plans, row);
    const bool is_upsert = given.plan.kind == ChangeKind::kUpsert;
    const bool is_done =
        is_upsert ? upsert(given, result.rows_changed) : change(given, result.rows_changed);
    if (!is_done) return false;
  }
  return true;
}

Server::Parameters Server::parameters_of(const FoldedBatch& batch, const WritePlans& plans,
                                         std::uint32_t row) {
  const RowChange& change = batch.batch->rows[row];
  const WritePlan& plan = plans[change.plan];
  std::size_t table = 0;
  while (shapes_.at(table).name != plan.table) ++table;
  return {plan, table, batch.batch->cells.data() + change.first_cell, change.version};
}

void Server::commit() { undo_.clear(); }

void Server::roll_back() {
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) {
    Rows& rows = tables_[undo->table];
    if (undo->before) {
      rows[undo->key] = std::move(*undo->before);
    } else {
      rows.erase(undo->key);
    }
  }
  undo_.clear();
}

void Server::keep(std::size_t table, const Key& key) {
  const auto row = tables_[table].find(key);
  const bool is_there = row != tables_[table].end();
  undo_.push_back({table, key, is_there ? std::optional<Row>(row->second) : std::nullopt});
}

// PostgreSQL refuses an upsert that meets a row twice (21000); of an update it takes any one.
void Server::meet(std::size_t table, const Key& key) {
  const std::pair<std::size_t, Key> row{table, key};
  require(std::find(met_.begin(), met_.end(), row) == met_.end(),
          "a statement meets each row of the table once");
  met_.push_back(row);
}

bool Server::upsert(const Parameters& given, std::uint64_t& changed) {
  if (is_refused(given)) return false;
  const Key key = key_of(given.cells, given.plan);
  require(given.plan.is_whole_key, "an upsert names the whole key");
  meet(given.table, key);
  const auto there = tables_[given.table].find(key);
  if (there != tables_[given.table].end() && !is_older(there->second, given.version)) return true;
  keep(given.table, key);
  Row& row = tables_[given.table][key];
  row.values.resize(shapes_[given.table].columns.size());
  put(given, row);
  ++changed;
  return true;
}

// Update, delete, and the removal of a replace.
bool Server::change(const Parameters& given, std::uint64_t& changed) {
  Rows& rows = tables_[given.table];
  const Key part = key_of(given.cells, given.plan);
  for (auto row = first_of(rows, part); row != rows.end() && bears(row->first, part);) {
    meet(given.table, row->first);
    if (!is_older(row->second, given.version)) {
      ++row;
      continue;
    }
    if (is_refused(given)) return false;
    keep(given.table, row->first);
    ++changed;
    if (removes(given.plan) && given.plan.removed_mark == RemovedMark::kNone) {
      row = rows.erase(row);
      continue;
    }
    put(given, row->second);
    ++row;
  }
  return true;
}

Standing Server::look(const Parameters& given) {
  Rows& rows = tables_[given.table];
  const Key part = key_of(given.cells, given.plan);
  Standing standing = Standing::kAbsent;
  for (auto row = first_of(rows, part); row != rows.end() && bears(row->first, part); ++row) {
    if (is_older(row->second, given.version)) return Standing::kOlder;
    standing = Standing::kNotOlder;
  }
  return standing;
}

void Server::put(const Parameters& given, Row& row) {
  const TableShape& shape = shapes_[given.table];
  const WritePlan& plan = given.plan;
  require(!row.version || given.version > *row.version, "no row's version ever goes back");
  row.version = given.version;
  for (std::size_t i = plan.key_count; i < plan.version_index(); ++i) {
    row.values[shape.place_of(plan.columns[i].name)] = stored(given.cells[i], plan.columns[i].type);
  }
  if (plan.removed_mark == RemovedMark::kNone || plan.kind == ChangeKind::kUpdate) return;
  std::optional<std::string>& mark = row.values[shape.place_of(plan.removed_column)];
  if (!removes(plan)) {
    mark.reset();
  } else if (plan.removed_mark == RemovedMark::kBoolean) {
    mark = "true";
  }
  for (const std::string& column : plan.cleared) row.values[shape.place_of(column)].reset();
}

bool Server::is_refused(const Parameters& given) const {
  if (!refuses_poison_[given.table]) return false;
  for (std::size_t i = given.plan.key_count; i < given.plan.version_index(); ++i) {
    if (given.cells[i] == "POISON" || given.cells[i] == "Z9") return true;
  }
  return false;
}

}  // namespace projector::simulation
