#include "projector/core/fold.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace projector {
namespace {

// One record of one row: `key` may have two parts, as in "b1/2".
struct Change {
  std::string key;
  std::int64_t version = 0;
  std::uint32_t plan = 0;
};

class FoldTest : public testing::Test {
 protected:
  FoldTest() {
    WritePlan plan;
    plan.columns = {{"booking_id", "text"}, {"passenger_no", "integer"}, {"version", "bigint"}};
    plan.key_count = 2;
    plans_ = {plan, plan};
    plans_[1].table_index = 1;
  }

  void add(const Change& change) {
    const auto slash = change.key.find('/');
    const auto row = static_cast<std::uint32_t>(batch_.rows.size());
    RowChange row_change;
    row_change.plan = change.plan;
    row_change.record = static_cast<std::uint32_t>(batch_.records.size());
    row_change.first_cell = static_cast<std::uint32_t>(batch_.cells.size());
    row_change.version = change.version;
    batch_.rows.push_back(row_change);
    batch_.cells.push_back(batch_.arena.copy(change.key.substr(0, slash)));
    batch_.cells.push_back(batch_.arena.copy(
        slash == std::string::npos ? std::string() : change.key.substr(slash + 1)));
    batch_.cells.push_back(batch_.arena.copy(std::to_string(change.version)));
    BatchRecord record;
    record.first_row = row;
    record.row_count = 1;
    batch_.records.push_back(record);
  }

  void add(const std::vector<Change>& changes) {
    for (const Change& change : changes) add(change);
  }

  const FoldedBatch& fold() { return folder_.fold(batch_, batch_.all(), plans_); }

  // "plan: key@version key@version; plan: ..."
  std::string text(const FoldedBatch& folded) const {
    std::string text;
    for (const FoldedStatement& statement : folded.statements) {
      if (!text.empty()) text += "; ";
      text += std::to_string(statement.plan) + ":";
      for (const std::uint32_t row : statement.rows) text += " " + row_text(row);
    }
    return text;
  }

  std::string row_text(std::uint32_t row) const {
    const Cell* cells = batch_.cells.data() + batch_.rows[row].first_cell;
    return std::string(cells[0]) + "/" + std::string(cells[1]) + "@" + std::string(cells[2]);
  }

  Batch batch_;
  WritePlans plans_;
  Folder folder_;
};

TEST_F(FoldTest, MakesNoStatementOfAnEmptyRange) {
  EXPECT_EQ(text(fold()), "");
  EXPECT_EQ(fold().range, RecordRange{});
}

TEST_F(FoldTest, SortsRowsByTheWholeKey) {
  add({{"b2/1", 1},
       {"a-long-booking-2/1", 1},
       {"a-long-booking-1/2", 1},
       {"b/1", 1},
       {"a-long-booking-1/1", 1}});
  EXPECT_EQ(text(fold()),
            "0: a-long-booking-1/1@1 a-long-booking-1/2@1 a-long-booking-2/1@1 b/1@1 b2/1@1");
}

TEST_F(FoldTest, SortsBytesAboveAsciiLast) {
  add({{"\xc3\xa9/1", 1}, {"z/1", 1}});
  EXPECT_EQ(text(fold()), "0: z/1@1 \xc3\xa9/1@1");
}

TEST_F(FoldTest, LetsANewerVersionStandForTheOlder) {
  add({{"b1/1", 1}, {"b2/1", 1}, {"b1/1", 2}, {"b1/1", 7}});
  EXPECT_EQ(text(fold()), "0: b1/1@1 b1/1@2; 0: b1/1@7 b2/1@1");
}

TEST_F(FoldTest, RefusesAnOlderVersionThatComesLater) {
  add({{"b1/1", 3}, {"b1/1", 2}});
  EXPECT_EQ(text(fold()), "0: b1/1@3");
}

TEST_F(FoldTest, KeepsTheFirstOfEqualVersions) {
  add({{"b1/1", 3}, {"b1/1", 3}});
  ASSERT_EQ(text(fold()), "0: b1/1@3");
  EXPECT_EQ(fold().statements[0].rows[0], 0u);
}

TEST_F(FoldTest, ComparesWithTheSurvivorNotWithTheLastOne) {
  add({{"b1/1", 5}, {"b1/1", 2}, {"b1/1", 3}, {"b1/1", 6}});
  EXPECT_EQ(text(fold()), "0: b1/1@5; 0: b1/1@6");
}

TEST_F(FoldTest, TellsKeysApartThatShareALongPrefix) {
  add({{"same-prefix-1/1", 1}, {"same-prefix-2/1", 2}, {"same-prefix/1", 3}});
  EXPECT_EQ(text(fold()), "0: same-prefix/1@3 same-prefix-1/1@1 same-prefix-2/1@2");
}

TEST_F(FoldTest, DoesNotJoinThePartsOfAKey) {
  add({{"b1/1", 1}, {"b/11", 1}});
  EXPECT_EQ(text(fold()), "0: b/11@1 b1/1@1");
}

TEST_F(FoldTest, FoldsEachTableForItself) {
  add({{"b1/1", 1, 1}, {"b1/1", 2, 0}, {"b0/1", 1, 1}, {"b1/1", 1, 1}});
  EXPECT_EQ(text(fold()), "0: b1/1@2; 1: b0/1@1 b1/1@1");
}

TEST_F(FoldTest, LooksOnlyAtTheRecordsOfTheRange) {
  add({{"b1/1", 9}, {"b1/1", 1}, {"b2/1", 1}, {"b1/1", 2}});
  EXPECT_EQ(text(folder_.fold(batch_, {1, 3}, plans_)), "0: b1/1@1 b2/1@1");
  EXPECT_EQ(text(folder_.fold(batch_, {3, 4}, plans_)), "0: b1/1@2");
}

TEST_F(FoldTest, AccountsForEveryRecordOnce) {
  for (std::int64_t i = 0; i < 500; ++i) add({"b" + std::to_string(i * 7 % 90) + "/1", i * 13 % 5});
  const FoldedBatch& folded = fold();
  ASSERT_EQ(folded.statements.size(), 1u);
  EXPECT_EQ(folded.statements[0].rows.size(), 90u);
}

TEST_F(FoldTest, ReusesItsMemory) {
  add({{"b1/1", 1}, {"b2/1", 1}});
  const std::uint32_t* rows = fold().statements[0].rows.data();
  EXPECT_EQ(fold().statements[0].rows.data(), rows);
}

TEST(FoldDeathTest, RefusesARangeBeyondTheBatch) {
  const Batch batch;
  Folder folder;
  EXPECT_DEATH(folder.fold(batch, {0, 1}, {}), "a range lies in its batch");
}

}  // namespace
}  // namespace projector
