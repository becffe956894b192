// The columns of a statement's rows as binary text[] parameters.
//
//   | 1 dimension | has NULLs | oid of text | rows | from 1 | length, bytes | length, bytes | ...
//
// Nothing is quoted or escaped on this side, or parsed on the other. All columns lie in one buffer,
// kept between calls, so that a writer holds no more than its largest batch.
//
// Thread: its writer's.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "projector/core/batch.h"

namespace projector::postgres {

class TextArrays {
 public:
  // Encodes the given cells of each row, an array for each of them. Requires: rows are of `batch`;
  // what an earlier call handed out is no longer used.
  void encode(const Batch& batch, std::span<const std::uint32_t> rows,
              std::span<const std::uint32_t> cells);

  std::size_t column_count() const { return columns_.size(); }
  // Valid until the next encode().
  std::span<const std::byte> column(std::size_t i) const;

 private:
  struct Column {
    std::uint32_t cell = 0;  // Of a row.
    std::size_t first = 0;   // Into the buffer.
    std::size_t bytes = 0;
    std::byte* next = nullptr;  // Where the next cell goes.
    bool has_null = false;
  };

  void measure(const Batch& batch, std::span<const std::uint32_t> rows);
  void place(std::size_t row_count);

  std::vector<Column> columns_;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t capacity_ = 0;
};

}  // namespace projector::postgres
