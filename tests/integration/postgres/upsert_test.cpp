#include <string>

#include "test_database.h"

namespace projector::postgres {
namespace {

class UpsertTest : public DatabaseTest {
 protected:
  UpsertTest() {
    sql("CREATE TABLE manifest (id text PRIMARY KEY, cabin text, version bigint)");
    plans_ = {plan_of("manifest")};
  }

  std::string rows() { return sql("SELECT * FROM manifest ORDER BY id"); }
};

TEST_F(UpsertTest, InsertsAndUpdates) {
  const WriteResult first = write({{"a", "B214", "1"}, {"b", "C1", "1"}});
  EXPECT_EQ(first.action, WriteAction::kApplied) << first.reason;
  EXPECT_EQ(first.applied, 2u);
  EXPECT_EQ(write({{"b", "C2", "2"}, {"c", "D1", "1"}}).applied, 2u);
  EXPECT_EQ(rows(), "a|B214|1,b|C2|2,c|D1|1");
}

TEST_F(UpsertTest, NeverReplacesANewerOrEqualVersion) {
  write({{"a", "new", "5"}, {"b", "old", "1"}});
  const WriteResult result = write({{"a", "late", "4"}, {"b", "same", "1"}, {"c", "x", "1"}});
  EXPECT_EQ(result.action, WriteAction::kApplied);
  EXPECT_EQ(result.applied, 1u);
  EXPECT_EQ(result.stale, 2u);
  EXPECT_EQ(rows(), "a|new|5,b|old|1,c|x|1");
}

TEST_F(UpsertTest, TakesAStoredNullForOlderThanAnyVersion) {
  sql("INSERT INTO manifest VALUES ('a', 'unversioned', NULL)");
  EXPECT_EQ(write({{"a", "versioned", "-9"}}).applied, 1u);
  EXPECT_EQ(rows(), "a|versioned|-9");
}

TEST_F(UpsertTest, CountsFoldedRecordsWithTheirStatement) {
  const WriteResult applied = write({{"a", "1", "1"}, {"a", "2", "2"}, {"a", "late", "1"}});
  EXPECT_EQ(applied.applied, 2u);
  EXPECT_EQ(applied.stale, 1u);
  const WriteResult again = write({{"a", "1", "1"}, {"a", "2", "2"}, {"a", "late", "1"}});
  EXPECT_EQ(again.applied, 0u);
  EXPECT_EQ(again.stale, 3u);
  EXPECT_EQ(rows(), "a|2|2");
}

TEST_F(UpsertTest, TellsNullFromEmptyAndKeepsEveryCharacter) {
  write({{"a", "", "1"}, {"b", std::nullopt, "1"}, {"c", "{\"NULL\",\\x} 'é' Grüße 船\n", "1"}});
  EXPECT_EQ(rows(), "a||1,b|-|1,c|{\"NULL\",\\x} 'é' Grüße 船\n|1");
}

TEST_F(UpsertTest, LeavesColumnsThatItDoesNotName) {
  sql("ALTER TABLE manifest ADD note text DEFAULT 'none'");
  write({{"a", "1", "1"}});
  sql("UPDATE manifest SET note = 'kept'");
  write({{"a", "2", "2"}, {"b", "1", "1"}});
  EXPECT_EQ(rows(), "a|2|2|kept,b|1|1|none");
}

TEST_F(UpsertTest, BringsARemovedRowBack) {
  sql("ALTER TABLE manifest ADD removed_at timestamptz, ADD removed boolean DEFAULT false");
  plans_[0].removed_mark = RemovedMark::kTimestamp;
  plans_[0].removed_column = "removed_at";
  write({{"a", "1", "1"}, {"b", "1", "5"}});
  sql("UPDATE manifest SET removed_at = '2026-07-14', removed = true");
  write({{"a", "2", "2"}, {"b", "late", "4"}});
  EXPECT_EQ(sql("SELECT id, removed_at IS NULL FROM manifest ORDER BY id"), "a|t,b|f");
  plans_[0].removed_mark = RemovedMark::kBoolean;
  plans_[0].removed_column = "removed";
  write({{"a", "3", "3"}});
  EXPECT_EQ(sql("SELECT id, removed FROM manifest ORDER BY id"), "a|f,b|t");
}

TEST_F(UpsertTest, WritesSeveralTablesInOneTransaction) {
  sql("CREATE TABLE \"Other Table\" (id text, no integer, version bigint, UNIQUE (id, no))");
  plans_.push_back(plan_of("Other Table", 2));
  plans_[1].table_index = 1;
  TestBatch batch = {{"a", "1", "1"}};
  batch.add({"x", "7", "1"}, 1);
  EXPECT_EQ(write(std::move(batch)).applied, 2u);
  EXPECT_EQ(rows() + ";" + sql("SELECT * FROM \"Other Table\""), "a|1|1;x|7|1");

  TestBatch bad = {{"b", "1", "1"}};
  bad.add({"x", "not a number", "1"}, 1);
  EXPECT_EQ(write(std::move(bad)).action, WriteAction::kIsolate);
  EXPECT_EQ(rows(), "a|1|1") << "nothing of a failed transaction stays";
}

TEST_F(UpsertTest, WorksWithoutPreparedStatementsAndWithoutSessionSettings) {
  options_.prepared_statements = false;
  EXPECT_EQ(write({{"a", "1", "1"}}).applied, 1u);
  EXPECT_EQ(write({{"a", "2", "2"}}).applied, 1u);
  EXPECT_EQ(rows(), "a|2|2");
}

TEST_F(UpsertTest, SendsNothingForAnEmptyBatch) {
  options_.url = "postgresql://nobody@127.0.0.1:1/nowhere";
  EXPECT_EQ(write({}).action, WriteAction::kApplied);
}

}  // namespace
}  // namespace projector::postgres
