#include "projector/core/settlement.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/batch_text.h"

namespace projector {
namespace {

// The result of a write by its count, that of a look by a letter for each row: absent, older, not
// older.
StatementResult result(std::uint64_t rows_changed) { return {rows_changed, {}}; }
StatementResult result(const std::string& letters) {
  StatementResult result;
  for (const char letter : letters) {
    result.standings.push_back(letter == 'a'   ? Standing::kAbsent
                               : letter == 'o' ? Standing::kOlder
                                               : Standing::kNotOlder);
  }
  return result;
}

class SettlementTest : public testing::Test {
 protected:
  // "2 applied 1 stale 0 unmatched", or "open".
  template <typename... Results>
  std::string settled(const std::string& records, Results... results) {
    return settled(FoldDetail::kCounts, records, results...);
  }

  template <typename... Results>
  std::string settled(FoldDetail detail, const std::string& records, Results... results) {
    BatchText text;
    text.add(records);
    const FoldedBatch& folded =
        folder_.fold(text.batch(), text.batch().all(), text.plans(), detail);
    const std::vector<StatementResult> all = {result(results)...};
    if (all.size() != folded.statements.size()) return text.text(folded);
    const std::optional<RecordCounts> counts = settle(folded, all);
    if (!counts) return "open";
    return std::to_string(counts->applied) + " applied " + std::to_string(counts->stale) +
           " stale " + std::to_string(counts->unmatched) + " unmatched";
  }

  Folder folder_;
};

TEST_F(SettlementTest, TellsFlatUpsertsByTheirCount) {
  EXPECT_EQ(settled("up b1/1@1 | up b1/2@1 | up b1/3@1", 2), "2 applied 1 stale 0 unmatched");
  EXPECT_EQ(settled("up b1/1@1 | up2 b1/1@2", 0, 1), "1 applied 1 stale 0 unmatched");
}

TEST_F(SettlementTest, TellsFoldedFlatUpsertsByTheirLook) {
  EXPECT_EQ(settled("up b1/1@1 | up b1/1@2 | up b1/1@2", "n", 1), "1 applied 2 stale 0 unmatched");
  EXPECT_EQ(settled("up b1/1@1 | up b1/1@2 | up b1/1@2", "a", 1), "2 applied 1 stale 0 unmatched");
}

TEST_F(SettlementTest, NeverCountsMoreThanThereAreRecords) {
  EXPECT_EQ(settled("up b1/1@1 | up b1/1@2", "o", 5), "2 applied 0 stale 0 unmatched");
}

TEST_F(SettlementTest, CountsARecordWithoutRowsAsUnmatched) {
  EXPECT_EQ(settled("- | up b1/1@1", 1), "1 applied 0 stale 1 unmatched");
  EXPECT_EQ(settled("-"), "0 applied 0 stale 1 unmatched");
  EXPECT_EQ(settled(""), "0 applied 0 stale 0 unmatched");
}

TEST_F(SettlementTest, TellsRecordsOfManyRowsWhereAllOrNoneChanged) {
  EXPECT_EQ(settled("up b1/1@1 + up b1/2@1 | up b2/1@1", 3), "2 applied 0 stale 0 unmatched");
  EXPECT_EQ(settled("up b1/1@1 + up b1/2@1 | up b2/1@1", 0), "0 applied 2 stale 0 unmatched");
  EXPECT_EQ(settled("up b1/1@1 + up b1/2@1 | up b2/1@1", 2), "open");
}

TEST_F(SettlementTest, TellsByLooksWhatCountsDoNot) {
  EXPECT_EQ(
      settled(FoldDetail::kEveryRow, "up b1/1@1 + up b1/2@1 | up b2/1@1 + up b2/2@1", "nnna", 1),
      "1 applied 1 stale 0 unmatched");
}

TEST_F(SettlementTest, DoesNotTellStaleFromUnmatchedByACount) {
  EXPECT_EQ(settled("upd b1/1@1 | upd b2/1@1", 2), "2 applied 0 stale 0 unmatched");
  EXPECT_EQ(settled("upd b1/1@1 | upd b2/1@1", 0), "open");
  EXPECT_EQ(settled(FoldDetail::kEveryRow, "upd b1/1@1 | upd b2/1@1", "an", 0),
            "0 applied 1 stale 1 unmatched");
}

TEST_F(SettlementTest, FollowsAChainUpwards) {
  EXPECT_EQ(settled("upd b1/1@1 | upd b1/1@2 | upd b1/1@3 | upd b2/1@1", "no", 1), "open");
  EXPECT_EQ(settled("upd b1/1@1 | upd b1/1@2 | upd b1/1@3", "no", 1),
            "2 applied 1 stale 0 unmatched");
  EXPECT_EQ(settled("upd b1/1@1 | upd b1/1@2", "a", 0), "0 applied 0 stale 2 unmatched");
}

TEST_F(SettlementTest, GivesWhatStandsBehindAnotherItsFate) {
  EXPECT_EQ(settled("upd b1/1@2 | del b1/1@1", 1), "1 applied 1 stale 0 unmatched");
  EXPECT_EQ(settled("upd b1/*@2 | upd b1/*@2", "a", 0), "0 applied 0 stale 2 unmatched");
  EXPECT_EQ(settled("upd b1/*@2 | upd b1/*@2", "n", 0), "0 applied 2 stale 0 unmatched");
}

TEST_F(SettlementTest, TellsAReplaceByWhatItLists) {
  EXPECT_EQ(settled("rep b1/*@1{1,2}", 2, 0), "1 applied 0 stale 0 unmatched");
  EXPECT_EQ(settled("rep b1/*@1{1,2}", 0, 1), "1 applied 0 stale 0 unmatched");
  EXPECT_EQ(settled("rep b1/*@1{1,2}", 0, 0), "0 applied 1 stale 0 unmatched");
  EXPECT_EQ(settled("rep b1/*@1{1,2}", 1, 0), "open");
}

TEST_F(SettlementTest, TellsAnEmptyReplaceByItsLook) {
  EXPECT_EQ(settled("rep b1/*@1{}", "a", 0), "0 applied 0 stale 1 unmatched");
  EXPECT_EQ(settled("rep b1/*@1{}", "n", 0), "0 applied 1 stale 0 unmatched");
  EXPECT_EQ(settled("rep b1/*@1{}", "o", 3), "1 applied 0 stale 0 unmatched");
}

TEST_F(SettlementTest, TellsFoldedReplacesByTheirParent) {
  const std::string records = "rep b1/*@1{1} | rep b1/*@2{1} | rep b1/*@3{1}";
  EXPECT_EQ(settled(records, "oo", 1, 0), "3 applied 0 stale 0 unmatched");
  EXPECT_EQ(settled(records, "aa", 1, 0), "3 applied 0 stale 0 unmatched");
  EXPECT_EQ(settled(records, "nn", 0, 0), "0 applied 3 stale 0 unmatched");
  EXPECT_EQ(settled(records, "nn", 1, 0), "open");
}

// The first puts b1/2 in, and the second removes it: its own parent and list tell nothing of that.
TEST_F(SettlementTest, AppliesAReplaceThatRemovesWhatOneBeforeItPutIn) {
  EXPECT_EQ(settled(FoldDetail::kEveryRow, "rep b1/*@1{2} | rep b1/*@2{1}", "na", "nn", 1, 1),
            "2 applied 0 stale 0 unmatched");
}

TEST(SettlementDeathTest, RefusesResultsThatAreNotThoseOfTheBatch) {
  BatchText text;
  text.add("up b1/1@1");
  Folder folder;
  const FoldedBatch& folded = folder.fold(text.batch(), text.batch().all(), text.plans());
  EXPECT_DEATH(static_cast<void>(settle(folded, {})), "each statement has its result");
}

}  // namespace
}  // namespace projector
