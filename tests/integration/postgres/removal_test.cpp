#include <string>

#include "test_database.h"

namespace projector::postgres {
namespace {

// Two bookings; of `a` the second passenger is newer than the rest.
class RemovalTest : public DatabaseTest {
 protected:
  RemovalTest() {
    sql("CREATE TABLE manifest (id text, no integer, name text, cabin text, version bigint,"
        " removed_at timestamptz, removed boolean DEFAULT false, PRIMARY KEY (id, no))");
    sql("INSERT INTO manifest VALUES ('a', 1, 'one', 'B1', 2), ('a', 2, 'two', 'B2', 6),"
        " ('a', 3, 'three', 'B3', NULL), ('b', 1, 'four', 'B4', 1)");
  }

  void use(const std::vector<WritePlan>& plans, RemovedMark mark) {
    plans_ = plans;
    for (WritePlan& plan : plans_) {
      plan.removed_mark = mark;
      if (mark == RemovedMark::kTimestamp) plan.removed_column = "removed_at";
      if (mark == RemovedMark::kBoolean) plan.removed_column = "removed";
    }
  }

  WritePlan plan_over(ChangeKind kind, const std::vector<std::string>& columns,
                      std::size_t key_count) {
    return plan_of(kind, "manifest", columns, key_count);
  }

  std::string rows() {
    return sql(
        "SELECT id, no, name, version, removed_at::date, removed FROM manifest"
        " ORDER BY id, no");
  }
};

TEST_F(RemovalTest, DeletesRowsForGoodWhereThereIsNoMark) {
  use({plan_over(ChangeKind::kDelete, {"id", "no", "version"}, 2)}, RemovedMark::kNone);
  const WriteResult result =
      write({{"a", "1", "3"}, {"a", "2", "6"}, {"a", "3", "1"}, {"z", "1", "9"}});
  EXPECT_EQ(result.action, WriteAction::kApplied) << result.reason;
  EXPECT_EQ(result.applied, 2u);
  EXPECT_EQ(result.stale, 1u);
  EXPECT_EQ(result.unmatched, 1u);
  EXPECT_EQ(sql("SELECT id, no FROM manifest ORDER BY 1, 2"), "a|2,b|1");
}

TEST_F(RemovalTest, DeletesAllRowsThatBearAPartOfTheKey) {
  use({plan_over(ChangeKind::kDelete, {"id", "version"}, 1)}, RemovedMark::kNone);
  EXPECT_EQ(write({{"a", "5"}}).applied, 1u);
  EXPECT_EQ(sql("SELECT id, no FROM manifest ORDER BY 1, 2"), "a|2,b|1");
}

TEST_F(RemovalTest, MarksRowsWithTheTimeAndClearsColumns) {
  use({plan_over(ChangeKind::kDelete, {"id", "removed_at", "version"}, 1)},
      RemovedMark::kTimestamp);
  plans_[0].cleared = {"name", "cabin"};
  EXPECT_EQ(write({{"a", "2026-07-14T18:00:00Z", "5"}}).applied, 1u);
  EXPECT_EQ(rows(), "a|1|-|5|2026-07-14|f,a|2|two|6|-|f,a|3|-|5|2026-07-14|f,b|1|four|1|-|f");
  EXPECT_EQ(sql("SELECT cabin FROM manifest ORDER BY id, no"), "-,B2,-,B4");
}

TEST_F(RemovalTest, MarksRowsWithTrue) {
  use({plan_over(ChangeKind::kDelete, {"id", "no", "version"}, 2)}, RemovedMark::kBoolean);
  EXPECT_EQ(write({{"a", "1", "3"}, {"a", "2", "3"}}).applied, 1u);
  EXPECT_EQ(rows(), "a|1|one|3|-|t,a|2|two|6|-|f,a|3|three|-|-|f,b|1|four|1|-|f");
}

TEST_F(RemovalTest, MarksARemovedRowAgainWithANewerVersion) {
  use({plan_over(ChangeKind::kDelete, {"id", "no", "removed_at", "version"}, 2)},
      RemovedMark::kTimestamp);
  EXPECT_EQ(write({{"a", "1", "2026-07-14T18:00:00Z", "3"}}).applied, 1u);
  EXPECT_EQ(write({{"a", "1", "2026-07-15T18:00:00Z", "4"}}).applied, 1u);
  EXPECT_EQ(write({{"a", "1", "2026-07-16T18:00:00Z", "4"}}).stale, 1u);
  EXPECT_EQ(sql("SELECT removed_at::date, version FROM manifest WHERE id = 'a' AND no = 1"),
            "2026-07-15|4");
}

class ReplaceTest : public RemovalTest {
 protected:
  void use_replace(RemovedMark mark) {
    std::vector<std::string> parent = {"id", "version"};
    if (mark == RemovedMark::kTimestamp) parent = {"id", "removed_at", "version"};
    use({plan_over(ChangeKind::kUpsert, {"id", "no", "name", "version"}, 2),
         plan_over(ChangeKind::kReplace, parent, 1)},
        mark);
  }

  // A record that lists these passengers of a booking.
  static std::vector<TestRow> snapshot(const std::string& id, const std::vector<std::string>& list,
                                       const std::string& version, const Text& time = {}) {
    std::vector<TestRow> rows;
    rows.reserve(list.size() + 1);
    for (const std::string& no : list) rows.push_back({0, {id, no, "new", version}});
    rows.push_back(
        {1, time ? std::vector<Text>{id, time, version} : std::vector<Text>{id, version}});
    return rows;
  }

  WriteResult write_snapshots(const std::vector<std::vector<TestRow>>& records) {
    TestBatch batch = {};
    for (const auto& record : records) batch.add_record(record);
    return write(std::move(batch));
  }
};

TEST_F(ReplaceTest, DeletesTheOlderRowsThatItDoesNotList) {
  use_replace(RemovedMark::kNone);
  const WriteResult result = write_snapshots({snapshot("a", {"1", "4"}, "5")});
  EXPECT_EQ(result.action, WriteAction::kApplied) << result.reason;
  EXPECT_EQ(result.applied, 1u);
  EXPECT_EQ(rows(), "a|1|new|5|-|f,a|2|two|6|-|f,a|4|new|5|-|f,b|1|four|1|-|f");
}

TEST_F(ReplaceTest, MarksTheOlderRowsThatItDoesNotList) {
  use_replace(RemovedMark::kTimestamp);
  write_snapshots({snapshot("a", {"1"}, "5", "2026-07-14T18:00:00Z")});
  EXPECT_EQ(rows(), "a|1|new|5|-|f,a|2|two|6|-|f,a|3|three|5|2026-07-14|f,b|1|four|1|-|f");
}

TEST_F(ReplaceTest, BringsRowsBackThatItListsAgain) {
  use_replace(RemovedMark::kBoolean);
  write_snapshots({snapshot("a", {"1"}, "7"), snapshot("a", {"2"}, "8")});
  EXPECT_EQ(rows(), "a|1|new|8|-|t,a|2|new|8|-|f,a|3|three|8|-|t,b|1|four|1|-|f");
}

TEST_F(ReplaceTest, RemovesAllRowsWhereItListsNone) {
  use_replace(RemovedMark::kNone);
  EXPECT_EQ(write_snapshots({snapshot("a", {}, "9"), snapshot("z", {}, "9")}).unmatched, 1u);
  EXPECT_EQ(rows(), "b|1|four|1|-|f");
}

TEST_F(ReplaceTest, DoesNothingAgain) {
  use_replace(RemovedMark::kTimestamp);
  const auto record = snapshot("a", {"1", "5"}, "7", "2026-07-14T18:00:00Z");
  write_snapshots({record});
  const std::string before = rows();
  EXPECT_EQ(write_snapshots({record}).stale, 1u);
  EXPECT_EQ(rows(), before);
}

}  // namespace
}  // namespace projector::postgres
