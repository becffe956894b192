// Folding: from a run of records to the fewest statements that mean the same.
//
// One statement may touch a row once only (SQLSTATE 21000), so changes of one row are folded or put
// into a later wave:
//
//   records   replace b1@1   update b1/1@2   replace b1@3   replace b1@4   upsert b7/1@1
//   waves     |----- 0 ----| |----- 1 -----| |---------- 2 (folded) ----|  |----- 0 ---|
//
// Within a wave the rows are sorted by key, so that two writers lock in the same order. A pure
// function: a refused batch is split by records and each part folded anew.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "projector/core/batch.h"
#include "projector/core/write_plan.h"

namespace projector {

// Rows of one plan, for one statement, sorted by key.
struct FoldedStatement {
  enum class Purpose : std::uint8_t {
    kWrite,  // The change that the plan is of. A row of the table is met by one of `rows` at most.
    kLook,   // Changes nothing: asks for the Standing of each of `rows` (settlement.h). These may
             // name one key more than once.
  };
  std::uint32_t plan = 0;
  std::vector<std::uint32_t> rows;  // Into Batch::rows.
  Purpose purpose = Purpose::kWrite;
};

// How much is to be asked so that every record gets its own outcome.
enum class FoldDetail : std::uint8_t {
  kCounts,    // Only what the counts of changed rows surely cannot tell.
  kEveryRow,  // The standing of every row: settles whatever the table holds.
};

// What became of one row change in the fold. Changes of rising version that one statement can stand
// for are a chain: when a member changes its row, all after it would have done so, too.
struct RowFate {
  enum class Kind : std::uint8_t {
    kWritten,        // In a write statement. `other` is the member of its chain before it.
    kFolded,         // A later member of its chain is written instead. `other` likewise.
    kStale,          // Refused by a change before it in the range, whatever the table holds.
    kBehind,         // Not newer than `other`: refused, or there is no row.
    kBehindRemoval,  // Likewise; and `other` deletes the row if it is older.
  };
  static constexpr std::uint32_t kNone = 0xffffffff;

  std::uint32_t other = kNone;  // A place in FoldedBatch::fates.
  Kind kind = Kind::kWritten;
  bool is_listed = false;  // Its removal, of the same wave, is the next row that is not listed.
};

// Statements in the order in which they must run, all in one transaction.
struct FoldedBatch {
  const Batch* batch = nullptr;  // They must outlive it.
  const WritePlans* plans = nullptr;
  RecordRange range;
  std::vector<FoldedStatement> statements;
  // Whatever the counts will be, settle() will tell the outcomes: one write needs no transaction
  // around it.
  bool settles_by_counts = true;
  // Each record has one row, and all are upserts: sums settle it.
  bool is_flat = true;
  std::uint32_t first_row = 0;  // Of the range, in Batch::rows.
  std::vector<RowFate> fates;   // Of each row of the range; may be empty where it is flat.
};

class WavePlanner;

// Keeps its memory between calls: one for each writer.
class Folder {
 public:
  Folder();
  ~Folder();

  // Keys are compared as bytes: the mapper writes a value of a key column in one way only.
  // Requires: `plans` is what the batch was mapped by; both outlive the result's use. The result is
  // valid until the next call.
  const FoldedBatch& fold(const Batch& batch, RecordRange range, const WritePlans& plans,
                          FoldDetail detail = FoldDetail::kCounts);

 private:
  // A row on its way into order. The prefix of its key settles most comparisons without a look at
  // the cells. Groups become statements, in their order.
  struct SortedRow {
    std::uint64_t key_prefix = 0;
    std::uint32_t group = 0;
    std::uint32_t row = 0;
  };

  std::uint32_t start(const Batch& batch, RecordRange range, const WritePlans& plans);
  bool has_one_upsert_a_table(std::uint32_t row_count);
  void sort();

  void fold_plain(std::uint32_t row_count, FoldDetail detail);
  void fold_key(std::size_t first, std::size_t last, FoldDetail detail);
  void put_looks_first();

  void fold_waves(std::uint32_t row_count, FoldDetail detail);
  void collect(FoldDetail detail);
  void rank_plans();
  void add(std::uint32_t wave, FoldedStatement::Purpose purpose, std::uint32_t row);

  std::vector<std::uint32_t>& rows_for(std::uint32_t plan, FoldedStatement::Purpose purpose);
  std::vector<std::uint32_t>& new_statement(std::uint32_t plan, FoldedStatement::Purpose purpose);

  FoldedBatch folded_;
  std::vector<SortedRow> order_;
  std::vector<std::uint32_t> looks_;          // Rows, in their order.
  std::vector<std::uint32_t> plan_of_table_;  // By its index; RowFate::kNone where none is known.
  std::vector<std::uint32_t> plan_ranks_;     // The place of a plan's statement in its wave.
  std::vector<std::uint32_t> waves_;          // Of each row of the range.
  std::vector<std::vector<std::uint32_t>> spare_rows_;  // Memory of statements past.
  std::unique_ptr<WavePlanner> planner_;
};

}  // namespace projector
