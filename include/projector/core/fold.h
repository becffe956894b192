// Folding: from a run of records to the fewest statements that mean the same.
//
// One statement may touch a row once only (SQLSTATE 21000), so changes of one row are folded or put
// into a later wave. Within a wave the rows are sorted by key, so that two writers lock in the same
// order. A pure function: a refused batch is split by records and each part folded anew.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "projector/core/batch.h"
#include "projector/core/write_plan.h"

namespace projector {

// Rows of one plan, for one statement, sorted by key.
struct FoldedStatement {
  enum class Purpose : std::uint8_t {
    kWrite,  // The change that the plan is of. A row of the table is met by one of `rows` at most.
    kLook,   // Changes nothing: asks for the Standing of each of `rows` (settlement.h).
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

// Statements in the order in which they must run, all in one transaction.
struct FoldedBatch {
  const Batch* batch = nullptr;  // Must outlive it.
  RecordRange range;
  std::vector<FoldedStatement> statements;
  // Whatever the counts will be, settle() will tell the outcomes: one write needs no transaction
  // around it.
  bool settles_by_counts = true;
  // Records without a row in any statement, because a change of the same batch stands for theirs.
  // `folded_stale` were refused by it (same or newer version first); `folded_into` share its fate.
  std::uint32_t folded_stale = 0;
  std::uint32_t folded_into = 0;
};

// Keeps its memory between calls: one for each writer.
class Folder {
 public:
  // Keys are compared as bytes: the mapper writes a value of a key column in one way only.
  // Requires: `plans` is what the batch was mapped by, all of kind kUpsert; both outlive the
  // result's use. The result is valid until the next call.
  const FoldedBatch& fold(const Batch& batch, RecordRange range, const WritePlans& plans);

 private:
  // A row on its way into order. The prefix of its key settles most comparisons without a look at
  // the cells.
  struct SortedRow {
    std::uint64_t key_prefix = 0;
    std::uint32_t plan = 0;
    std::uint32_t row = 0;
  };

  void start(const Batch& batch, RecordRange range);
  void sort(const Batch& batch, const WritePlans& plans);
  void fold_key(const Batch& batch, std::size_t first, std::size_t last);
  std::vector<std::uint32_t>& rows_for(std::uint32_t plan);

  FoldedBatch folded_;
  std::vector<SortedRow> order_;
  std::vector<std::vector<std::uint32_t>> spare_rows_;  // Memory of statements past.
};

}  // namespace projector
