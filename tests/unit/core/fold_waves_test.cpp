// What goes into which statement, in the language of support/batch_text.h. Statements stand in
// their order; a wave ends where the kinds begin anew.

#include <string>

#include <gtest/gtest.h>

#include "projector/core/fold.h"

#include "support/batch_text.h"

namespace projector {
namespace {

std::string folded(const std::string& records, FoldDetail detail = FoldDetail::kCounts,
                   RemovedMark mark = RemovedMark::kTimestamp) {
  BatchText text(mark);
  text.add(records);
  Folder folder;
  return text.text(folder.fold(text.batch(), text.batch().all(), text.plans(), detail));
}

std::string without_mark(const std::string& records) {
  return folded(records, FoldDetail::kCounts, RemovedMark::kNone);
}

std::string with_looks(const std::string& records) {
  return folded(records, FoldDetail::kEveryRow);
}

// How many statements write.
std::size_t writes(const std::string& records, RemovedMark mark = RemovedMark::kTimestamp) {
  BatchText text(mark);
  text.add(records);
  Folder folder;
  std::size_t writes = 0;
  for (const FoldedStatement& statement :
       folder.fold(text.batch(), text.batch().all(), text.plans()).statements) {
    if (statement.purpose == FoldedStatement::Purpose::kWrite) ++writes;
  }
  return writes;
}

TEST(FoldWaves, PutWhatDoesNotMeetIntoOneWaveByKind) {
  EXPECT_EQ(folded("rep b1/*@1{1} | del b2/1@1 | upd b3/1@1 | up b4/1@1"),
            "up b1/1@1 b4/1@1; upd b3/1@1; del b2/1@1; rep b1/*@1");
}

TEST(FoldWaves, SortTheRowsOfAStatementByKey) {
  EXPECT_EQ(folded("upd b3/1@1 | upd b1/2@1 | upd b1/1@1"), "upd b1/1@1 b1/2@1 b3/1@1");
}

TEST(FoldWaves, SeparateKindsOnOneRow) {
  EXPECT_EQ(folded("up b1/1@1 | upd b1/1@2 | up b1/1@3"), "up b1/1@1; upd b1/1@2; up b1/1@3");
}

TEST(FoldWaves, SeparateColumnSetsOnOneRow) {
  EXPECT_EQ(folded("up b1/1@1 | up2 b1/1@2"), "up b1/1@1; up2 b1/1@2");
  EXPECT_EQ(folded("upd b1/1@1 | upd2 b1/1@2"), "upd b1/1@1; upd2 b1/1@2");
}

TEST(FoldWaves, PutTheFirstWavesOfAllTablesTogether) {
  EXPECT_EQ(folded("upd b1/1@1 | 2:upd b1/1@1 | del b1/1@2 | 2:del b1/1@2"),
            "upd b1/1@1; 2:upd b1/1@1; del b1/1@2; 2:del b1/1@2");
}

TEST(FoldWaves, FoldRisingUpdatesAndAskForTheOlderOnes) {
  EXPECT_EQ(folded("upd b1/1@1 | upd b1/1@2 | upd b1/1@4"), "look upd b1/1@1 b1/1@2; upd b1/1@4");
}

TEST(FoldWaves, WriteNothingForAnUpdateBehindAnother) {
  EXPECT_EQ(folded("upd b1/1@2 | upd b1/1@2 | del b1/1@1"), "upd b1/1@2");
}

TEST(FoldWaves, PutAnUpsertBehindAnUpdateIntoTheNextWave) {
  EXPECT_EQ(folded("upd b1/1@2 | up b1/1@1"), "upd b1/1@2; up b1/1@1");
}

TEST(FoldWaves, WriteNothingForWhatAnUpsertRefuses) {
  EXPECT_EQ(folded("up b1/1@2 | upd b1/1@2 | del b1/1@1 | up2 b1/1@2"), "up b1/1@2");
}

TEST(FoldWaves, FoldRisingDeletesThatLeaveAMark) {
  EXPECT_EQ(folded("del b1/1@1 | del b1/1@2"), "look del b1/1@1; del b1/1@2");
  EXPECT_EQ(without_mark("del b1/1@1 | del b1/1@2"), "del b1/1@1; del b1/1@2");
}

TEST(FoldWaves, KnowNothingOfARowThatWasDeletedWithoutAMark) {
  EXPECT_EQ(without_mark("up b1/1@1 | del b1/1@2 | up b1/1@1"), "up b1/1@1; del b1/1@2; up b1/1@1");
  EXPECT_EQ(without_mark("up b1/1@1 | del b1/*@2 | up b1/1@1"),
            "up b1/1@1; look del b1/*@2; del b1/*@2; up b1/1@1");
  EXPECT_EQ(folded("up b1/1@1 | del b1/1@2 | up b1/1@1"), "up b1/1@1; del b1/1@2");
}

TEST(FoldWaves, SeparateAPartOfAKeyFromRowsThatBearIt) {
  EXPECT_EQ(folded("up b1/1@1 | up b2/1@1 | upd b1/*@2 | upd b1/1@3 | upd b2/1@2"),
            "up b1/1@1 b2/1@1; look upd b1/*@2; upd b2/1@2; upd b1/*@2; upd b1/1@3");
}

TEST(FoldWaves, LetDifferentPartsOfTheKeyAlwaysMeet) {
  EXPECT_EQ(folded("upd b1/*@1 | upd */2@1 | upd b2/*@1"),
            "look upd b1/*@1; upd b1/*@1; look upd */2@1; upd */2@1; look upd b2/*@1; upd b2/*@1");
}

TEST(FoldWaves, FoldRisingUpdatesOfAPartOfTheKey) {
  EXPECT_EQ(folded("upd b1/*@1 | upd b1/*@2"), "look upd b1/*@1 b1/*@2; upd b1/*@2");
}

TEST(FoldWaves, WriteNothingForTheSamePartAgain) {
  EXPECT_EQ(folded("upd b1/*@2 | upd b1/*@2 | del b1/*@1"), "look upd b1/*@2; upd b1/*@2");
}

TEST(FoldWaves, PutWhatAReplaceListsBeforeItsRemoval) {
  EXPECT_EQ(folded("rep b1/*@1{1,2}"), "up b1/1@1 b1/2@1; rep b1/*@1");
}

TEST(FoldWaves, FoldReplacesAndKeepWhatOnlyTheEarlierOneLists) {
  EXPECT_EQ(folded("rep b1/*@1{1,2} | rep b1/*@2{2,3}"),
            "look rep b1/*@1; up b1/1@1 b1/2@2 b1/3@2; rep b1/*@2");
}

TEST(FoldWaves, SeparateReplacesThatLeaveNoMark) {
  EXPECT_EQ(without_mark("rep b1/*@1{1,2} | rep b1/*@2{2}"),
            "up b1/1@1 b1/2@1; rep b1/*@1; up b1/2@2; rep b1/*@2");
}

TEST(FoldWaves, SeparateReplacesThatListByOtherColumns) {
  EXPECT_EQ(folded("rep b1/*@1{1} | rep2 b1/*@2{2}"),
            "up b1/1@1; rep b1/*@1; up2 b1/2@2; rep b1/*@2");
}

TEST(FoldWaves, WriteNothingForTheSameReplaceAgain) {
  EXPECT_EQ(folded("rep b1/*@2{1,2} | rep b1/*@2{1,2}"), "up b1/1@2 b1/2@2; rep b1/*@2");
  EXPECT_EQ(without_mark("rep b1/*@2{1,2} | rep b1/*@2{1,2}"), "up b1/1@2 b1/2@2; rep b1/*@2");
}

TEST(FoldWaves, PutInWhatOnlyAStaleReplaceLists) {
  EXPECT_EQ(folded("rep b1/*@2{1} | rep b1/*@1{1,2}"), "up b1/1@2; rep b1/*@2; up b1/2@1");
}

TEST(FoldWaves, RemoveAgainWhatAStaleReplacePutIn) {
  EXPECT_EQ(folded("rep b1/*@3{1} | rep b1/*@1{2} | rep b1/*@2{1}"),
            "up b1/1@3; rep b1/*@3; up b1/2@1; look rep b1/*@2; rep b1/*@2");
}

TEST(FoldWaves, DoNotFoldAReplaceOverAnUpdateBetween) {
  EXPECT_EQ(folded("rep b1/*@1{1} | upd b1/1@2 | rep b1/*@3{1}"),
            "up b1/1@1; rep b1/*@1; upd b1/1@2; up b1/1@3; rep b1/*@3");
}

TEST(FoldWaves, AskForTheParentOfAReplaceWithAnEmptyList) {
  EXPECT_EQ(folded("rep b1/*@1{}"), "look rep b1/*@1; rep b1/*@1");
}

TEST(FoldWaves, KeepTheFirstOfAKeyThatARecordNamesTwice) {
  EXPECT_EQ(folded("rep b1/*@1{1,1}"), "up b1/1@1; rep b1/*@1");
  EXPECT_EQ(folded("up b1/1@1 + up b1/1@1 | upd b2/1@1"), "up b1/1@1; upd b2/1@1");
}

TEST(FoldWaves, AskForEveryRowOnDemand) {
  EXPECT_EQ(with_looks("rep b1/*@1{1} | rep b1/*@2{1} | upd b2/1@1"),
            "look up b1/1@1 b1/1@2; look upd b2/1@1; look rep b1/*@1 b1/*@2; up b1/1@2; "
            "upd b2/1@1; rep b1/*@2");
  EXPECT_EQ(with_looks("up b1/1@1 + up b1/2@1"), "look up b1/1@1 b1/2@1; up b1/1@1 b1/2@1");
}

TEST(FoldWaves, AskNothingMoreWhereEachRecordIsOneUpsert) {
  EXPECT_EQ(with_looks("up b1/1@1 | up b1/2@1"), "up b1/1@1 b1/2@1");
  EXPECT_EQ(with_looks("up b1/1@1 | up2 b1/1@2"), "up b1/1@1; up2 b1/1@2");
}

TEST(FoldWaves, StayFewForAHotParent) {
  std::string records;
  for (int version = 1; version <= 500; ++version) {
    records += "rep b1/*@" + std::to_string(version) + "{" + std::to_string(version % 7) + ",8} | ";
  }
  EXPECT_EQ(writes(records), 2u);
}

TEST(FoldWaves, StayFewForHotRowsAndParts) {
  std::string records;
  for (int version = 1; version <= 500; ++version) {
    const std::string at = "@" + std::to_string(version);
    records +=
        "up b1/1" + at + " | upd b2/1" + at + " | upd b3/*" + at + " | del b4/*" + at + " | ";
  }
  EXPECT_EQ(writes(records), 4u);
}

TEST(FoldWaves, StayOneStatementForAFlatBatch) {
  std::string records;
  for (int i = 0; i < 500; ++i) records += "up b" + std::to_string(i % 90) + "/1@1 | ";
  EXPECT_EQ(writes(records), 1u);
}

}  // namespace
}  // namespace projector
