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
#include "projector/postgres/database.h"

namespace projector::postgres {

inline constexpr const char* kSinkName = "sink under test";

// The superuser's URL of the server that with_server started.
std::string server_url();

using Text = std::optional<std::string>;

// Records of one row each. The last cell is the version.
class TestBatch {
 public:
  TestBatch(std::initializer_list<std::vector<Text>> rows);

  void add(const std::vector<Text>& cells, std::uint32_t plan = 0);
  const FoldedBatch& fold(const WritePlans& plans);

 private:
  Batch batch_;
  Folder folder_;
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

  WriteResult write(TestBatch batch);
  WriteResult write(TestBatch batch, const WritePlans& plans);

  // (Re)made from `options` at the next write.
  RowSink& sink();

  // Waits until the sink's statement waits for a lock, or fails the test.
  void wait_until_sink_waits();

  const std::string schema_;
  Options options_;
  pqxx::connection admin_;
  WritePlans plans_;

 private:
  std::unique_ptr<RowSink> sink_;
};

}  // namespace projector::postgres
