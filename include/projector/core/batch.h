// Records of one topic on their way to PostgreSQL in one transaction, with the row changes that
// were decoded from them and the bytes that both point into.
//
//   records  | r0 | r1 | r2 |        a record's rows stand together, in the records' order,
//   rows     | a | b | c | d |       so any run of records has its rows in one run, too:
//   cells    | a.0 a.1 | b.0 ...     that is how a refused batch is split.
//
// Thread: one owner at a time. The lane fills it; while it is in the air only its writer reads it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "projector/base/offset.h"
#include "projector/base/time.h"
#include "projector/core/byte_arena.h"
#include "projector/core/record.h"

namespace projector {

// The text of one column, or NULL where data() is null. Points into the batch's arena or into
// something that outlives it (a constant of the projection).
using Cell = std::string_view;

// One row of one table. `version` orders changes of a row: an integer as it is, a time in
// microseconds; its text is the plan's last cell.
struct RowChange {
  std::uint32_t plan = 0;        // Into the topic's WritePlans.
  std::uint32_t record = 0;      // Into Batch::records.
  std::uint32_t first_cell = 0;  // Into Batch::cells; the plan says how many.
  std::int64_t version = 0;
};

struct BatchRecord {
  PartitionRef partition;
  Epoch epoch;
  Offset offset;
  std::uint64_t sequence = 0;  // The record's place in its partition's watermark.
  std::uint32_t first_row = 0;
  std::uint32_t row_count = 0;
  std::uint32_t bytes = 0;            // What it holds of the in-flight limit.
  std::optional<WallTime> timestamp;  // As read.
  WallTime aged_from;    // Its age counts from here: never in the future, always known.
  std::string_view key;  // Copies in the arena, as read; null stays null.
  std::string_view value;
  std::string_view headers;  // Packed; empty where there are none, or the topic does not keep them.
};

// Records [first, last) of a batch.
struct RecordRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  std::uint32_t size() const { return last - first; }
  friend bool operator==(const RecordRange&, const RecordRange&) = default;
};

struct Batch {
  // A place to go back to, when the last record does not fit or turns out to be bad.
  struct Mark {
    ByteArena::Mark arena;
    std::size_t records = 0;
    std::size_t rows = 0;
    std::size_t cells = 0;
  };

  std::uint32_t topic = 0;
  ByteArena arena;
  std::vector<BatchRecord> records;
  std::vector<RowChange> rows;
  std::vector<Cell> cells;

  RecordRange all() const { return {0, static_cast<std::uint32_t>(records.size())}; }
  // What it holds in memory for its records.
  std::size_t bytes() const {
    return arena.bytes() + records.size() * sizeof(BatchRecord) + rows.size() * sizeof(RowChange) +
           cells.size() * sizeof(Cell);
  }

  Mark mark() const { return {arena.mark(), records.size(), rows.size(), cells.size()}; }
  void rewind(const Mark& mark) {
    arena.rewind(mark.arena);
    records.resize(mark.records);
    rows.resize(mark.rows);
    cells.resize(mark.cells);
  }
  // Empties it; keeps the vectors' memory and at most so much of the arena's.
  void clear(std::size_t arena_bytes_kept) {
    arena.clear(arena_bytes_kept);
    records.clear();
    rows.clear();
    cells.clear();
  }
};

}  // namespace projector
