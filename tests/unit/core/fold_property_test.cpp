// Random batches over few keys and versions, so that everything meets everything: folded, they
// leave the same table and the same outcomes as one record at a time.

#include <cstdint>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "projector/core/settlement.h"

#include "support/batch_text.h"
#include "support/table_model.h"

namespace projector {
namespace {

constexpr std::uint32_t kRounds = 20'000;

// What a round is like. Every round has its own, so that rare meetings become frequent in some.
struct Traits {
  bool only_whole_keys = false;
  bool only_first_column = false;
  bool only_upserts = false;
  bool rising = false;
  std::uint32_t tables = 1;
  std::uint32_t versions = 5;
};

class RandomBatch {
 public:
  explicit RandomBatch(std::uint32_t seed) : random_(seed) {
    traits_.only_whole_keys = one_in(4);
    traits_.only_first_column = one_in(2);
    traits_.only_upserts = one_in(10);
    traits_.rising = one_in(3);
    traits_.tables = one_in(4) ? 2 : 1;
    traits_.versions = one_in(2) ? 5 : 9;
  }

  void use_only_upserts() { traits_.only_upserts = true; }

  RemovedMark mark() {
    return std::array{RemovedMark::kNone, RemovedMark::kTimestamp, RemovedMark::kBoolean}[below(3)];
  }

  std::string records() {
    std::string text;
    const std::uint32_t count = below(13);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) text += " | ";
      text += record();
      if (one_in(8)) text += " | " + last_;
    }
    return text;
  }

  // Rows as they stand before, some removed, some without a version.
  TableModel table() {
    TableModel table;
    for (std::uint32_t index = 0; index < 2; ++index) {
      for (const char* parent : {"b1", "b2"}) {
        for (const char* child : {"1", "2", "3"}) {
          if (one_in(2)) continue;
          ModelRow& row = table.rows[{index, {parent, child}}];
          if (!one_in(5)) row.version = below(traits_.versions);
          row.values["x"] = "before";
          row.values["y"] = "before";
          if (one_in(4)) row.mark = "before";
        }
      }
    }
    return table;
  }

  std::uint32_t below(std::uint32_t end) {
    return std::uniform_int_distribution<std::uint32_t>(0, end - 1)(random_);
  }

 private:
  bool one_in(std::uint32_t count) { return below(count) == 0; }

  std::string record() {
    last_.clear();
    if (one_in(25)) return last_ = "-";
    const std::uint32_t extra = one_in(4) ? 1 + below(2) : 0;
    const std::string version = next_version();
    for (std::uint32_t i = 0; i <= extra; ++i) {
      if (i > 0) last_ += " + ";
      if (traits_.tables > 1 && one_in(2)) last_ += "2:";
      last_ += change(one_in(6) ? next_version() : version);
    }
    return last_;
  }

  std::string next_version() {
    if (!traits_.rising) return std::to_string(1 + below(traits_.versions));
    if (!one_in(5)) ++version_;
    return std::to_string(1 + version_ - (one_in(6) ? below(version_ + 1) : 0));
  }

  std::string change(const std::string& version) {
    const std::string second = one_in(4) ? "2" : "";
    const std::uint32_t kind = traits_.only_upserts ? 0 : below(10);
    if (kind < 2) return "up" + second + " " + whole_key() + "@" + version;
    if (kind < 4) return "upd" + second + " " + whole_key() + "@" + version;
    if (kind < 5) return "del " + whole_key() + "@" + version;
    if (traits_.only_whole_keys) return "up" + second + " " + whole_key() + "@" + version;
    const bool by_first = traits_.only_first_column || one_in(2);
    const std::string key = by_first ? parent() + "/*" : "*/" + child();
    if (kind < 7) return "upd" + (by_first ? second : "") + " " + key + "@" + version;
    if (kind < 8) return "del " + key + "@" + version;
    return "rep" + second + " " + key + "@" + version + "{" + list(by_first) + "}";
  }

  std::string parent() { return one_in(3) ? "b2" : "b1"; }
  std::string child() { return std::to_string(1 + below(3)); }
  std::string whole_key() { return parent() + "/" + child(); }

  std::string list(bool by_first) {
    std::string list;
    const std::uint32_t count = below(4);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) list += ",";
      list += by_first ? child() : parent();
    }
    return list;
  }

  std::mt19937 random_;
  Traits traits_;
  std::uint32_t version_ = 0;
  std::string last_;
};

std::string text_of(const TableModel& table) {
  std::string text;
  for (const auto& [key, row] : table.rows) {
    text += std::to_string(key.first + 1) + ":" + key.second[0] + "/" + key.second[1] + "@" +
            (row.version ? std::to_string(*row.version) : "null");
    for (const auto& [column, value] : row.values) text += " " + column + "=" + value;
    text += " removed=" + row.mark + "\n";
  }
  return text;
}

class FoldProperties : public testing::Test {
 protected:
  // As a sink and a writer do it together.
  RecordCounts write(TableModel& table, const BatchText& text, RecordRange range,
                     FoldDetail detail) {
    const FoldedBatch& folded = folder_.fold(text.batch(), range, text.plans(), detail);
    TableModel after = table;
    const auto counts = settle(folded, after.run(folded));
    EXPECT_FALSE(after.touched_twice) << text.text(folded);
    if (counts) {
      table = after;
      return *counts;
    }
    EXPECT_FALSE(folded.settles_by_counts) << text.text(folded);
    if (detail == FoldDetail::kEveryRow || folded.settles_by_counts) return {};
    ++undone_;
    return write(table, text, range, FoldDetail::kEveryRow);
  }

  // The same one at a time and folded, in parts [0, cut) and [cut, end).
  void compare(const TableModel& before, const BatchText& text, std::uint32_t cut,
               FoldDetail detail) {
    TableModel expected = before;
    TableModel actual = before;
    for (const RecordRange range :
         {RecordRange{0, cut}, RecordRange{cut, text.batch().all().last}}) {
      const RecordCounts counts = expected.apply(text, range);
      EXPECT_EQ(write(actual, text, range, detail), counts);
    }
    EXPECT_TRUE(actual == expected) << text_of(actual) << "instead of\n" << text_of(expected);
  }

  Folder folder_;
  std::uint32_t undone_ = 0;
};

void explain_failure(std::uint32_t seed, const std::string& records, const TableModel& before) {
  if (!testing::Test::HasFailure()) return;
  ADD_FAILURE() << "seed " << seed << ": " << records << "\n" << text_of(before);
}

TEST_F(FoldProperties, LeaveTheTableAndOutcomesOfOneRecordAtATime) {
  for (std::uint32_t seed = 0; seed < kRounds && !HasFailure(); ++seed) {
    RandomBatch random(seed);
    const RemovedMark mark = random.mark();
    BatchText text(mark);
    const std::string records = random.records();
    text.add(records);
    const TableModel before = random.table();
    compare(before, text, 0, FoldDetail::kCounts);
    compare(before, text, 0, FoldDetail::kEveryRow);
    explain_failure(seed, records, before);
  }
  EXPECT_GT(undone_, 0u);
}

TEST_F(FoldProperties, HoldWhereverABatchIsSplit) {
  for (std::uint32_t seed = 100'000; seed < 100'000 + kRounds / 4 && !HasFailure(); ++seed) {
    RandomBatch random(seed);
    BatchText text(random.mark());
    const std::string records = random.records();
    text.add(records);
    const TableModel before = random.table();
    compare(before, text, random.below(text.batch().all().last + 1), FoldDetail::kCounts);
    explain_failure(seed, records, before);
  }
}

// A crash reads a suffix again, in other batches than before.
TEST_F(FoldProperties, HoldForASuffixReadAgain) {
  for (std::uint32_t seed = 200'000; seed < 200'000 + kRounds / 4 && !HasFailure(); ++seed) {
    RandomBatch random(seed);
    BatchText text(random.mark());
    const std::string records = random.records();
    text.add(records);
    const TableModel before = random.table();
    const std::uint32_t cut = random.below(text.batch().all().last + 1);
    const RecordRange suffix = {cut, text.batch().all().last};
    TableModel expected = before;
    TableModel actual = before;
    for (const RecordRange range : {text.batch().all(), suffix, suffix}) {
      const RecordCounts counts = expected.apply(text, range);
      EXPECT_EQ(write(actual, text, range, FoldDetail::kCounts), counts);
    }
    EXPECT_TRUE(actual == expected) << text_of(actual) << "instead of\n" << text_of(expected);
    explain_failure(seed, records, before);
  }
}

TEST_F(FoldProperties, LeaveWhatUpsertsAppliedTwiceMade) {
  for (std::uint32_t seed = 300'000; seed < 300'000 + kRounds / 4 && !HasFailure(); ++seed) {
    RandomBatch random(seed);
    random.use_only_upserts();
    BatchText text(random.mark());
    const std::string records = random.records();
    text.add(records);
    const TableModel before = random.table();
    TableModel once = before;
    write(once, text, text.batch().all(), FoldDetail::kCounts);
    TableModel twice = once;
    EXPECT_EQ(write(twice, text, text.batch().all(), FoldDetail::kCounts).applied, 0u);
    EXPECT_TRUE(once == twice);
    explain_failure(seed, records, before);
  }
}

}  // namespace
}  // namespace projector
