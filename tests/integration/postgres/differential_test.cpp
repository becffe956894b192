// Random batches of all kinds of changes, written in three ways that must agree on the tables and
// on the outcomes:
//
//   batched    one folded batch through the sink, as the daemon does it
//   single     each record by itself through the sink, into tables of the same shape
//   model      each row change in memory, by the contract (table_model.h)
//
// Every run checks 1,000 batches; the whole suite 10,000, by PROJECTOR_DIFFERENTIAL_BATCHES=10000.
// PROJECTOR_DIFFERENTIAL_SEED=N begins with that seed; a failure prints the seed of its batch.

#include <cstdlib>
#include <string>
#include <vector>

#include "random_changes.h"
#include "table_model.h"
#include "test_database.h"

namespace projector::postgres {
namespace {

constexpr std::uint64_t kBatches = 1'000;
constexpr std::uint64_t kFirstSeed = 1;

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT: no other thread yet.
  return text == nullptr ? otherwise : std::stoull(text);
}

std::vector<std::string> joined(std::vector<std::string> columns,
                                const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

std::string in_quotes(const Text& value) {
  return value.has_value() ? std::string("'").append(*value).append("'") : "NULL";
}

std::vector<std::string> value_columns(const TableShape& shape) {
  return joined(shape.key, {"x", "y"});
}

struct Outcomes {
  std::uint32_t applied = 0;
  std::uint32_t stale = 0;
  std::uint32_t unmatched = 0;
  std::string failure;

  void add(const WriteResult& result) {
    applied += result.applied;
    stale += result.stale;
    unmatched += result.unmatched;
    if (result.action != WriteAction::kApplied) failure = result.sqlstate + " " + result.reason;
  }
  void add(ModelOutcome outcome) {
    applied += outcome == ModelOutcome::kApplied ? 1 : 0;
    stale += outcome == ModelOutcome::kStale ? 1 : 0;
    unmatched += outcome == ModelOutcome::kUnmatched ? 1 : 0;
  }
  std::string text() const {
    return std::to_string(applied) + " applied, " + std::to_string(stale) + " stale, " +
           std::to_string(unmatched) + " unmatched" + failure;
  }
};

class DifferentialTest : public DatabaseTest {
 protected:
  DifferentialTest() {
    options_.url += "?options=-csynchronous_commit%3Doff";
    for (const TableShape& shape : table_shapes()) {
      make_table(shape, "");
      make_table(shape, kSingle);
      add_plans(shape);
    }
    single_plans_ = plans_;
    for (WritePlan& plan : single_plans_) plan.table += kSingle;
  }

  void check(std::uint64_t seed);

 private:
  static constexpr const char* kSingle = "_single";

  void make_table(const TableShape& shape, const char* suffix);
  void add_plans(const TableShape& shape);

  void fill(Dice& dice);
  static TableModel random_table(Dice& dice, const TableShape& shape, std::string& sql_rows);

  Outcomes write_batched(Dice& dice, const Batch& batch);
  Outcomes write_single(const Batch& batch);

  std::string contents(const char* suffix);
  std::string model_contents() const;
  std::string text_of(const std::vector<TestRow>& record) const;

  std::vector<TablePlans> table_plans_;
  WritePlans single_plans_;
  std::vector<TableModel> models_;
};

void DifferentialTest::make_table(const TableShape& shape, const char* suffix) {
  std::string statement = "CREATE UNLOGGED TABLE ";
  statement.append(shape.name).append(suffix).append(" (");
  for (const std::string& column : shape.key) {
    statement.append(column).append(column == "b" ? " integer, " : " text, ");
  }
  statement += "x text, y integer, version bigint, ";
  if (shape.mark == RemovedMark::kTimestamp) statement += "mark timestamptz, ";
  if (shape.mark == RemovedMark::kBoolean) statement += "mark boolean DEFAULT false, ";
  sql(statement.append("PRIMARY KEY (").append(listed(shape.key)).append("))"));
}

void DifferentialTest::add_plans(const TableShape& shape) {
  const auto table_index = static_cast<std::uint32_t>(table_plans_.size());
  const auto add = [&](ChangeKind kind, const std::vector<std::string>& key,
                       const std::vector<std::string>& set) {
    WritePlan plan = plan_of(kind, shape.name, joined(joined(key, set), {"version"}), key.size());
    plan.table_index = table_index;
    plan.removed_mark = shape.mark;
    if (shape.mark != RemovedMark::kNone) plan.removed_column = "mark";
    if (shape.mark != RemovedMark::kNone && kind == ChangeKind::kDelete) plan.cleared = {"y"};
    plans_.push_back(std::move(plan));
    return static_cast<std::uint32_t>(plans_.size() - 1);
  };
  std::vector<std::string> mark;
  if (shape.mark == RemovedMark::kTimestamp) mark = {"mark"};
  TablePlans plans;
  plans.upserts = {add(ChangeKind::kUpsert, shape.key, {"x", "y"}),
                   add(ChangeKind::kUpsert, shape.key, {"x"}),
                   add(ChangeKind::kUpsert, shape.key, {})};
  for (const auto& part : shape.parts) {
    plans.replaces.push_back(add(ChangeKind::kReplace, part, mark));
    plans.updates.push_back(add(ChangeKind::kUpdate, part, {"y"}));
    plans.deletes.push_back(add(ChangeKind::kDelete, part, mark));
  }
  for (const char* column : {"x", "y"}) {
    plans.updates.push_back(add(ChangeKind::kUpdate, shape.key, {column}));
    plans.deletes.push_back(add(ChangeKind::kDelete, shape.key, mark));
  }
  table_plans_.push_back(std::move(plans));
}

// The same rows in all three.
void DifferentialTest::fill(Dice& dice) {
  models_.clear();
  std::string statements;
  for (const TableShape& shape : table_shapes()) {
    std::string rows;
    models_.push_back(random_table(dice, shape, rows));
    for (const char* suffix : {"", kSingle}) {
      const std::string table = shape.name + std::string(suffix);
      statements.append("DELETE FROM ").append(table).append("; ");
      if (rows.empty()) continue;
      statements.append("INSERT INTO ").append(table).append(" VALUES ").append(rows).append("; ");
    }
  }
  sql(statements);
}

// Half of all possible rows, some without a version, some removed.
TableModel DifferentialTest::random_table(Dice& dice, const TableShape& shape,
                                          std::string& sql_rows) {
  TableModel model(value_columns(shape), shape.mark);
  const int keys = shape.key.size() == 2 ? 9 : 27;
  for (int key = 0; key < keys; ++key) {
    if (dice.one_in(2)) continue;
    TableModel::Row row;
    std::uint64_t rest = static_cast<std::uint64_t>(key);
    for (const std::string& column : shape.key) {
      row.values[column] = key_value(column, rest % 3);
      rest /= 3;
    }
    row.values["x"] = "old";
    row.values["y"] = std::to_string(key);
    if (!dice.one_in(5)) row.version = static_cast<std::int64_t>(dice.below(6));
    const bool is_removed = dice.one_in(4);
    if (shape.mark == RemovedMark::kBoolean) row.mark = is_removed ? "t" : "f";
    if (shape.mark == RemovedMark::kTimestamp && is_removed) row.mark = "2026-07-13 00:00:00+00";

    sql_rows += sql_rows.empty() ? "(" : ", (";
    for (const std::string& column : value_columns(shape)) {
      sql_rows.append(in_quotes(row.values[column])).append(", ");
    }
    sql_rows += row.version.has_value() ? std::to_string(*row.version) : "NULL";
    if (shape.mark != RemovedMark::kNone) sql_rows.append(", ").append(in_quotes(row.mark));
    sql_rows += ")";
    model.insert(std::move(row));
  }
  return model;
}

// Some in two parts, as a refused batch is split, and some with every row's standing.
Outcomes DifferentialTest::write_batched(Dice& dice, const Batch& batch) {
  const std::uint32_t size = batch.all().last;
  const auto middle = dice.one_in(4) ? static_cast<std::uint32_t>(dice.below(size + 1)) : size;
  const auto detail = dice.one_in(4) ? FoldDetail::kEveryRow : FoldDetail::kCounts;
  Outcomes outcomes;
  outcomes.add(write(batch, plans_, {0, middle}, detail));
  outcomes.add(write(batch, plans_, {middle, size}, detail));
  return outcomes;
}

Outcomes DifferentialTest::write_single(const Batch& batch) {
  Outcomes outcomes;
  for (std::uint32_t i = 0; i < batch.all().last; ++i) {
    outcomes.add(write(batch, single_plans_, {i, i + 1}));
  }
  return outcomes;
}

std::string DifferentialTest::contents(const char* suffix) {
  std::string query;
  for (const TableShape& shape : table_shapes()) {
    query.append(query.empty() ? "" : " UNION ALL ").append("SELECT '").append(shape.name);
    query +=
        ":' || chr(10) || coalesce(string_agg(line || chr(10), '' ORDER BY line COLLATE "
        "\"C\"), '') FROM (SELECT concat_ws('|'";
    for (const std::string& column : joined(value_columns(shape), {"version"})) {
      query.append(", coalesce(").append(column).append("::text, '-')");
    }
    if (shape.mark == RemovedMark::kTimestamp) query += ", coalesce(mark::text, '-')";
    if (shape.mark == RemovedMark::kBoolean) query += ", left(mark::text, 1)";
    query.append(") AS line FROM ").append(shape.name).append(suffix).append(") AS lines");
  }
  return sql(query);
}

std::string DifferentialTest::model_contents() const {
  std::string text;
  for (std::size_t i = 0; i < models_.size(); ++i) {
    text.append(i == 0 ? "" : ",").append(table_shapes()[i].name).append(":\n");
    text += models_[i].text();
  }
  return text;
}

std::string DifferentialTest::text_of(const std::vector<TestRow>& record) const {
  constexpr const char* kKinds[] = {"upsert", "replace", "update", "delete"};
  std::string text = "record\n";
  for (const TestRow& row : record) {
    const WritePlan& plan = plans_[row.plan];
    text.append("  ").append(kKinds[static_cast<int>(plan.kind)]).append(" ").append(plan.table);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      text.append(" ").append(plan.columns[i].name).append("=").append(row.cells[i].value_or("-"));
    }
    text += "\n";
  }
  return text;
}

void DifferentialTest::check(std::uint64_t seed) {
  Dice dice(seed);
  fill(dice);
  std::string story = "seed " + std::to_string(seed) + "\n" + model_contents() + "\n";
  RandomChanges changes(dice, plans_, table_plans_);
  TestBatch batch = {};
  Outcomes expected;
  for (auto left = 1 + dice.below(dice.one_in(3) ? 40 : 8); left > 0; --left) {
    const std::vector<TestRow> record = changes.next_record();
    story += text_of(record);
    batch.add_record(record);
    expected.add(apply_record(models_, plans_, record));
  }
  const std::string model = model_contents();

  EXPECT_EQ(write_single(batch.batch()).text(), expected.text()) << "single against model";
  EXPECT_EQ(contents(kSingle), model) << "single against model";
  EXPECT_EQ(write_batched(dice, batch.batch()).text(), expected.text()) << "batched against model";
  EXPECT_EQ(contents(""), model) << "batched against model";
  ASSERT_FALSE(HasFailure()) << story;
}

TEST_F(DifferentialTest, BatchesEndLikeOneRecordAtATime) {
  const std::uint64_t first = number_from("PROJECTOR_DIFFERENTIAL_SEED", kFirstSeed);
  const std::uint64_t batches = number_from("PROJECTOR_DIFFERENTIAL_BATCHES", kBatches);
  for (std::uint64_t seed = first; seed < first + batches; ++seed) {
    ASSERT_NO_FATAL_FAILURE(check(seed));
  }
}

}  // namespace
}  // namespace projector::postgres
