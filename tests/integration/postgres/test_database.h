// A schema of its own for each test, a second connection to look at it and to get in the way, and
// batches written as rows of text.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "projector/core/fold.h"
#include "projector/core/table_catalog.h"
#include "projector/postgres/database.h"

namespace projector::postgres {

inline constexpr const char* kSinkName = "sink under test";

// The superuser's URL of the server that with_server started.
std::string server_url();

// As the start of the daemon reads it. Throws StartupFindings.
TableCatalog read_table(const Options& options, const std::string& table);

using Text = std::optional<std::string>;

// The last cell is the version.
struct TestRow {
  std::uint32_t plan = 0;
  std::vector<Text> cells;
};

class TestBatch {
 public:
  // Records of one row each, of the first plan.
  TestBatch(std::initializer_list<std::vector<Text>> rows);

  void add(const std::vector<Text>& cells, std::uint32_t plan = 0) { add_record({{plan, cells}}); }
  void add_record(const std::vector<TestRow>& rows);

  const Batch& batch() const { return batch_; }

 private:
  Batch batch_;
};

class DatabaseTest : public testing::Test {
 public:
  ~DatabaseTest() override = default;

 protected:
  DatabaseTest();

  // On the test's own connection, outside a transaction; the first column's values with "|"
  // between columns, "," between rows, and NULL as "-".
  std::string sql(const std::string& statement);

  // A plan over the whole table, in the order of its columns: the key first, the version last.
  WritePlan plan_of(const std::string& table, std::size_t key_count = 1) const;
  // A plan over these columns of the table, the version last. A part of the key is one where the
  // table's only unique index has more columns than `key_count`.
  WritePlan plan_of(ChangeKind kind, const std::string& table,
                    const std::vector<std::string>& columns, std::size_t key_count = 1) const;

  // Folds as the writers do: a second time with every row's standing where the counts do not tell.
  WriteResult write(TestBatch batch);
  WriteResult write(TestBatch batch, const WritePlans& plans);
  WriteResult write(const Batch& batch, const WritePlans& plans, RecordRange range,
                    FoldDetail detail = FoldDetail::kCounts);

  // (Re)made from `options` at the next write.
  RowSink& sink();

  // Until its backend is gone, and has told what it did.
  void end_sink();

  // Waits until the query yields "t", or fails the test.
  void wait_until(const std::string& query);
  // Waits until the sink's statement waits for a lock, or fails the test.
  void wait_until_sink_waits();

  const std::string schema_;
  Options options_;
  pqxx::connection admin_;
  WritePlans plans_;

 private:
  Folder folder_;
  std::unique_ptr<RowSink> sink_;
};

}  // namespace projector::postgres
