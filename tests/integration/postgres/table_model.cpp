#include "table_model.h"

#include <algorithm>

namespace projector::postgres {
namespace {

bool removes(const WritePlan& plan) {
  return plan.kind == ChangeKind::kDelete || plan.kind == ChangeKind::kReplace;
}

std::int64_t version_of(const std::vector<Text>& cells) { return std::stoll(cells.back().value()); }

bool is_refused(const TableModel::Row& row, const std::vector<Text>& cells) {
  return row.version.has_value() && version_of(cells) <= *row.version;
}

}  // namespace

ModelEffect TableModel::apply(const WritePlan& plan, const std::vector<Text>& cells) {
  ModelEffect effect;
  for (Row* row : rows_of(plan, cells)) {
    (is_refused(*row, cells) ? effect.was_refused : effect.has_changed) = true;
  }
  if (plan.kind == ChangeKind::kUpsert && !effect.has_changed && !effect.was_refused) {
    Row& row = rows_.emplace_back();
    for (std::size_t i = 0; i < plan.key_count; ++i) row.values[plan.columns[i].name] = cells[i];
    change(row, plan, cells);
    effect.has_changed = true;
    return effect;
  }
  if (removes(plan) && mark_ == RemovedMark::kNone) {
    const std::vector<Row*> met = rows_of(plan, cells);
    std::erase_if(rows_, [&](const Row& row) {
      return std::ranges::find(met, &row) != met.end() && !is_refused(row, cells);
    });
    return effect;
  }
  for (Row* row : rows_of(plan, cells)) {
    if (!is_refused(*row, cells)) change(*row, plan, cells);
  }
  return effect;
}

std::vector<TableModel::Row*> TableModel::rows_of(const WritePlan& plan,
                                                  const std::vector<Text>& cells) {
  std::vector<Row*> met;
  for (Row& row : rows_) {
    bool is_met = true;
    for (std::size_t i = 0; i < plan.key_count; ++i) {
      is_met &= row.values[plan.columns[i].name] == cells[i];
    }
    if (is_met) met.push_back(&row);
  }
  return met;
}

void TableModel::change(Row& row, const WritePlan& plan, const std::vector<Text>& cells) const {
  row.version = version_of(cells);
  if (removes(plan)) {
    row.mark = mark_ == RemovedMark::kBoolean ? "t" : cells[plan.key_count];
    for (const std::string& column : plan.cleared) row.values[column] = std::nullopt;
    return;
  }
  for (std::size_t i = plan.key_count; i < plan.version_index(); ++i) {
    row.values[plan.columns[i].name] = cells[i];
  }
  if (plan.kind != ChangeKind::kUpsert) return;
  row.mark = mark_ == RemovedMark::kBoolean ? Text("f") : std::nullopt;
}

std::string TableModel::text() const {
  std::vector<std::string> lines;
  lines.reserve(rows_.size());
  for (const Row& row : rows_) {
    std::string& line = lines.emplace_back();
    for (const std::string& column : columns_) {
      const auto value = row.values.find(column);
      line += value == row.values.end() ? "-" : value->second.value_or("-");
      line += '|';
    }
    line += row.version.has_value() ? std::to_string(*row.version) : "-";
    if (mark_ != RemovedMark::kNone) line.append("|").append(row.mark.value_or("-"));
  }
  std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

ModelOutcome apply_record(std::vector<TableModel>& tables, const WritePlans& plans,
                          const std::vector<TestRow>& record) {
  ModelEffect whole;
  for (const TestRow& row : record) {
    const WritePlan& plan = plans[row.plan];
    const ModelEffect effect = tables[plan.table_index].apply(plan, row.cells);
    whole.has_changed |= effect.has_changed;
    whole.was_refused |= effect.was_refused;
  }
  if (whole.has_changed) return ModelOutcome::kApplied;
  return whole.was_refused ? ModelOutcome::kStale : ModelOutcome::kUnmatched;
}

}  // namespace projector::postgres
