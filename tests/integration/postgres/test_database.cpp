#include "test_database.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "projector/postgres/inspection.h"

namespace projector::postgres {
namespace {

// Far beyond what any test waits for, so that only a hang meets it.
constexpr std::chrono::seconds kPatience(60);

std::string no_sink() {
  return "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = '" +
         std::string(kSinkName) + "'";
}

std::string schema_of_this_test() {
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
  return std::string(test.test_suite_name()) + "_" + test.name();
}

}  // namespace

std::string server_url() {
  const char* url = std::getenv("PROJECTOR_TEST_POSTGRES");  // NOLINT: no other thread yet.
  if (url == nullptr) throw std::runtime_error("start this program by with_server");
  return url;
}

TableCatalog read_table(const Options& options, const std::string& table) {
  const WantedTable wanted{table, "projections.test.table"};
  Inspection inspection = inspect(options, {&wanted, 1});
  if (has_error(inspection.findings)) throw StartupFindings(std::move(inspection.findings));
  return inspection.tables.at(table);
}

TestBatch::TestBatch(std::initializer_list<std::vector<Text>> rows) {
  for (const std::vector<Text>& cells : rows) add(cells);
}

void TestBatch::add_record(const std::vector<TestRow>& rows) {
  BatchRecord record;
  record.first_row = static_cast<std::uint32_t>(batch_.rows.size());
  record.row_count = static_cast<std::uint32_t>(rows.size());
  for (const TestRow& from : rows) {
    RowChange row;
    row.plan = from.plan;
    row.record = static_cast<std::uint32_t>(batch_.records.size());
    row.first_cell = static_cast<std::uint32_t>(batch_.cells.size());
    row.version = std::stoll(from.cells.back().value_or("0"));
    batch_.rows.push_back(row);
    for (const Text& cell : from.cells) {
      batch_.cells.push_back(cell ? batch_.arena.copy(*cell) : Cell());
    }
  }
  batch_.records.push_back(record);
}

DatabaseTest::DatabaseTest() : schema_(schema_of_this_test().substr(0, 63)), admin_(server_url()) {
  options_.url = server_url();
  sql("SET client_min_messages = warning");
  sql("DROP SCHEMA IF EXISTS " + admin_.quote_name(schema_) + " CASCADE");
  sql("CREATE SCHEMA " + admin_.quote_name(schema_));
  sql("SET search_path = " + admin_.quote_name(schema_));
  sql("SET timezone = 'UTC'");
  // A test finds its sink's backend by its name; that of the test before may take its time to end.
  wait_until(no_sink());
}

std::string DatabaseTest::sql(const std::string& statement) {
  pqxx::nontransaction transaction(admin_);
  std::string text;
  for (const pqxx::row& row : transaction.exec(statement)) {
    if (!text.empty()) text += ",";
    for (const pqxx::field& field : row) {
      if (field.num() > 0) text += "|";
      text += field.is_null() ? "-" : field.c_str();
    }
  }
  return text;
}

WritePlan DatabaseTest::plan_of(const std::string& table, std::size_t key_count) const {
  std::vector<std::string> columns;
  for (const CatalogColumn& column : read_table(options_, schema_ + "." + table).columns) {
    columns.push_back(column.name);
  }
  return plan_of(ChangeKind::kUpsert, table, columns, key_count);
}

WritePlan DatabaseTest::plan_of(ChangeKind kind, const std::string& table,
                                const std::vector<std::string>& columns,
                                std::size_t key_count) const {
  const TableCatalog catalog = read_table(options_, schema_ + "." + table);
  WritePlan plan;
  plan.kind = kind;
  plan.schema = catalog.schema;
  plan.table = catalog.name;
  plan.key_count = key_count;
  for (const std::string& name : columns) {
    const auto column = std::ranges::find(catalog.columns, name, &CatalogColumn::name);
    plan.columns.push_back({name, column == catalog.columns.end() ? "text" : column->type});
  }
  if (catalog.unique_indexes.empty()) return plan;
  const std::vector<std::string>& key = catalog.unique_indexes.front().columns;
  plan.is_whole_key = key.size() == key_count;
  for (std::size_t i = 0; i < key_count; ++i) {
    const auto place = std::ranges::find(key, columns[i]) - key.begin();
    plan.key_places.push_back(static_cast<std::uint32_t>(place));
  }
  return plan;
}

WriteResult DatabaseTest::write(TestBatch batch) { return write(std::move(batch), plans_); }

WriteResult DatabaseTest::write(TestBatch batch, const WritePlans& plans) {
  return write(batch.batch(), plans, batch.batch().all());
}

WriteResult DatabaseTest::write(const Batch& batch, const WritePlans& plans, RecordRange range,
                                FoldDetail detail) {
  auto result = sink().write(folder_.fold(batch, range, plans, detail), plans);
  if (result.has_value()) return *result;
  EXPECT_EQ(detail, FoldDetail::kCounts) << "the standing of every row settles everything";
  result = sink().write(folder_.fold(batch, range, plans, FoldDetail::kEveryRow), plans);
  if (!result.has_value()) throw std::logic_error("not settled by every row's standing");
  return *result;
}

RowSink& DatabaseTest::sink() {
  if (sink_ == nullptr) sink_ = make_row_sink(options_, kSinkName);
  return *sink_;
}

void DatabaseTest::end_sink() {
  sink_.reset();
  wait_until(no_sink());
}

void DatabaseTest::wait_until(const std::string& query) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (sql(query) != "t") {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "never so: " << query;
  }
}

void DatabaseTest::wait_until_sink_waits() {
  wait_until(
      "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
      "application_name = '" +
      std::string(kSinkName) + "'");
}

}  // namespace projector::postgres
