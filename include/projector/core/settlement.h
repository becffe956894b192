// From what the statements of a folded batch did to the outcome of each of its records, as if they
// had been applied one at a time (contract, section 5).
//
// A count of changed rows most often says it all: every row changed, or every record has one row.
// Where it cannot, the fold puts a look before the writes of a wave, which asks how rows stand.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "projector/core/fold.h"

namespace projector {

// How the rows that a change names stand before the wave is written.
enum class Standing : std::uint8_t {
  kAbsent,    // There is none.
  kOlder,     // At least one has a version below the change's, or NULL.
  kNotOlder,  // There are some, none of them older.
};

struct StatementResult {
  std::uint64_t rows_changed = 0;   // Of a write.
  std::vector<Standing> standings;  // Of a look: one for each of its rows.
};

struct RecordCounts {
  std::uint32_t applied = 0;
  std::uint32_t stale = 0;
  std::uint32_t unmatched = 0;

  friend bool operator==(const RecordCounts&, const RecordCounts&) = default;
};

// The records of the batch by their outcome. nullopt: the counts do not tell, so the transaction
// must be undone, the batch folded with FoldDetail::kEveryRow, and written again. Never so where
// `batch.settles_by_counts`, or where it was folded with kEveryRow.
// Requires: a result for each statement, in their order; batch and plans are still there.
std::optional<RecordCounts> settle(const FoldedBatch& batch,
                                   std::span<const StatementResult> results);

}  // namespace projector
