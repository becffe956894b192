#include "postgres/text_arrays.h"

#include <bit>
#include <cstring>

namespace projector::postgres {
namespace {

constexpr std::int32_t kTextOid = 25;
constexpr std::int32_t kNullLength = -1;
constexpr std::size_t kHeaderBytes = 5 * sizeof(std::int32_t);

std::byte* put(std::byte* to, std::int32_t value) {
  auto bits = static_cast<std::uint32_t>(value);
  if constexpr (std::endian::native == std::endian::little) bits = __builtin_bswap32(bits);
  std::memcpy(to, &bits, sizeof(bits));
  return to + sizeof(bits);
}

std::byte* put(std::byte* to, Cell cell) {
  if (cell.data() == nullptr) return put(to, kNullLength);
  to = put(to, static_cast<std::int32_t>(cell.size()));
  std::memcpy(to, cell.data(), cell.size());
  return to + cell.size();
}

const Cell* cells_of(const Batch& batch, std::uint32_t row) {
  return batch.cells.data() + batch.rows[row].first_cell;
}

}  // namespace

void TextArrays::encode(const Batch& batch, std::span<const std::uint32_t> rows,
                        std::span<const std::uint32_t> cells) {
  columns_.clear();
  columns_.reserve(cells.size());
  for (const std::uint32_t cell : cells) columns_.push_back({cell});
  measure(batch, rows);
  place(rows.size());
  for (const std::uint32_t row : rows) {
    const Cell* of_row = cells_of(batch, row);
    for (Column& column : columns_) column.next = put(column.next, of_row[column.cell]);
  }
}

std::span<const std::byte> TextArrays::column(std::size_t i) const {
  return {buffer_.get() + columns_[i].first, columns_[i].bytes};
}

void TextArrays::measure(const Batch& batch, std::span<const std::uint32_t> rows) {
  for (const std::uint32_t row : rows) {
    const Cell* of_row = cells_of(batch, row);
    for (Column& column : columns_) {
      column.bytes += of_row[column.cell].size();
      column.has_null |= of_row[column.cell].data() == nullptr;
    }
  }
}

// Gives each column its place in the buffer and writes its header.
void TextArrays::place(std::size_t row_count) {
  std::size_t total = 0;
  for (Column& column : columns_) {
    column.bytes += kHeaderBytes + row_count * sizeof(std::int32_t);
    column.first = total;
    total += column.bytes;
  }
  if (total > capacity_) {
    buffer_.reset();  // Before the new one, so that both never exist together.
    buffer_ = std::make_unique_for_overwrite<std::byte[]>(total);
    capacity_ = total;
  }
  for (Column& column : columns_) {
    std::byte* to = buffer_.get() + column.first;
    to = put(to, 1);
    to = put(to, column.has_null ? 1 : 0);
    to = put(to, kTextOid);
    to = put(to, static_cast<std::int32_t>(row_count));
    column.next = put(to, 1);
  }
}

}  // namespace projector::postgres
