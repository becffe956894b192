#include "test_database.h"

#include <chrono>
#include <cstdlib>
#include <stdexcept>

namespace projector::postgres {
namespace {

// Far beyond what any test waits for, so that only a hang meets it.
constexpr std::chrono::seconds kPatience(20);

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

TestBatch::TestBatch(std::initializer_list<std::vector<Text>> rows) {
  for (const std::vector<Text>& cells : rows) add(cells);
}

void TestBatch::add(const std::vector<Text>& cells, std::uint32_t plan) {
  RowChange row;
  row.plan = plan;
  row.record = static_cast<std::uint32_t>(batch_.records.size());
  row.first_cell = static_cast<std::uint32_t>(batch_.cells.size());
  row.version = std::stoll(cells.back().value_or("0"));
  BatchRecord record;
  record.first_row = static_cast<std::uint32_t>(batch_.rows.size());
  record.row_count = 1;
  batch_.rows.push_back(row);
  batch_.records.push_back(record);
  for (const Text& cell : cells) {
    batch_.cells.push_back(cell ? batch_.arena.copy(*cell) : Cell());
  }
}

const FoldedBatch& TestBatch::fold(const WritePlans& plans) {
  return folder_.fold(batch_, batch_.all(), plans);
}

DatabaseTest::DatabaseTest() : schema_(schema_of_this_test().substr(0, 63)), admin_(server_url()) {
  options_.url = server_url();
  sql("SET client_min_messages = warning");
  sql("DROP SCHEMA IF EXISTS " + admin_.quote_name(schema_) + " CASCADE");
  sql("CREATE SCHEMA " + admin_.quote_name(schema_));
  sql("SET search_path = " + admin_.quote_name(schema_));
  sql("SET timezone = 'UTC'");
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
  const TableCatalog catalog = read_table(options_, schema_ + "." + table);
  WritePlan plan;
  plan.schema = catalog.schema;
  plan.table = catalog.name;
  plan.key_count = key_count;
  for (const CatalogColumn& column : catalog.columns) {
    plan.columns.push_back({column.name, column.type});
  }
  return plan;
}

WriteResult DatabaseTest::write(TestBatch batch) { return write(std::move(batch), plans_); }

WriteResult DatabaseTest::write(TestBatch batch, const WritePlans& plans) {
  std::optional<WriteResult> result = sink().write(batch.fold(plans), plans);
  if (!result.has_value()) throw std::logic_error("the counts of this batch do not tell");
  return *result;
}

RowSink& DatabaseTest::sink() {
  if (sink_ == nullptr) sink_ = make_row_sink(options_, kSinkName);
  return *sink_;
}

void DatabaseTest::wait_until_sink_waits() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
             "application_name = '" +
             std::string(kSinkName) + "'") == "0") {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "the sink never waited";
  }
}

}  // namespace projector::postgres
