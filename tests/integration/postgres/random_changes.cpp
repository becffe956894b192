#include "random_changes.h"

#include <utility>

namespace projector::postgres {

const std::vector<TableShape>& table_shapes() {
  static const std::vector<TableShape> kShapes = {
      {"plain", {"a", "b"}, {{"a"}, {"b"}}, RemovedMark::kNone},
      {"marked", {"a", "b"}, {{"a"}, {"b"}}, RemovedMark::kTimestamp},
      {"flagged", {"a", "b", "c"}, {{"a"}, {"c"}, {"b", "a"}}, RemovedMark::kBoolean},
  };
  return kShapes;
}

std::string key_value(const std::string& column, std::uint64_t number) {
  return column == "b" ? std::to_string(number) : std::string(1, "pqr"[number]);
}

RandomChanges::RandomChanges(Dice& dice, const WritePlans& plans,
                             const std::vector<TablePlans>& table_plans)
    : dice_(dice),
      plans_(plans),
      table_plans_(table_plans),
      first_table_(dice.below(table_plans.size())),
      table_count_(dice.one_in(3) ? table_plans.size() : 1),
      key_values_(1 + dice.below(3) * dice.below(2)),
      kinds_(3 + dice.below(6)),
      has_rising_versions_(dice.one_in(2)) {}

std::vector<TestRow> RandomChanges::next_record() {
  ++records_;
  std::vector<TestRow> record;
  add_entry(record);
  if (dice_.one_in(4)) add_entry(record);  // Of another projection of the topic.
  return record;
}

// What one projection makes of a record.
void RandomChanges::add_entry(std::vector<TestRow>& record) {
  const std::uint64_t table = (first_table_ + dice_.below(table_count_)) % table_plans_.size();
  const TablePlans& plans = table_plans_[table];
  version_ = std::to_string(has_rising_versions_ ? records_ + dice_.below(3) : dice_.below(8));
  switch (dice_.below(kinds_)) {
    case 0:
    case 5:
      return add_row(dice_.of(plans.updates), nullptr, record);
    case 1:
    case 7:
      return add_row(dice_.of(plans.deletes), nullptr, record);
    case 2:
    case 4:
      return add_replace(plans, record);
    case 3:
      return add_row(plans.upserts.front(), nullptr, record);
    default: {
      const std::uint32_t upsert = dice_.of(plans.upserts);
      for (auto left = dice_.below(4); left > 0; --left) add_row(upsert, nullptr, record);
    }
  }
}

void RandomChanges::add_replace(const TablePlans& plans, std::vector<TestRow>& record) {
  std::vector<TestRow> parent;
  add_row(dice_.of(plans.replaces), nullptr, parent);
  const std::uint32_t upsert = plans.upserts[dice_.one_in(4) ? 1 : 0];
  for (auto left = dice_.below(4); left > 0; --left) add_row(upsert, &parent.front(), record);
  record.push_back(std::move(parent.front()));
}

// With the parent's key, as far as that goes.
void RandomChanges::add_row(std::uint32_t plan, const TestRow* parent,
                            std::vector<TestRow>& record) {
  const WritePlan& row_plan = plans_[plan];
  TestRow row{plan, {}};
  for (std::size_t i = 0; i < row_plan.version_index(); ++i) {
    row.cells.push_back(cell(row_plan.columns[i].name, i < row_plan.key_count));
    if (parent == nullptr || i >= row_plan.key_count) continue;
    const WritePlan& parent_plan = plans_[parent->plan];
    for (std::size_t k = 0; k < parent_plan.key_count; ++k) {
      if (parent_plan.columns[k] == row_plan.columns[i]) row.cells.back() = parent->cells[k];
    }
  }
  row.cells.emplace_back(version_);
  record.push_back(std::move(row));
}

Text RandomChanges::cell(const std::string& column, bool is_key) {
  if (is_key) return key_value(column, dice_.below(key_values_));
  if (column == "mark") return "2026-07-14 00:00:" + std::to_string(10 + records_ % 50) + "+00";
  if (dice_.one_in(6)) return std::nullopt;
  return std::to_string(dice_.below(1'000));
}

}  // namespace projector::postgres
