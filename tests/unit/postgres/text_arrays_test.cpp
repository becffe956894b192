#include "postgres/text_arrays.h"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace projector::postgres {
namespace {

using Bytes = std::vector<int>;

Batch batch_of(const std::vector<std::vector<Cell>>& rows) {
  Batch batch;
  for (const std::vector<Cell>& cells : rows) {
    RowChange row;
    row.first_cell = static_cast<std::uint32_t>(batch.cells.size());
    batch.rows.push_back(row);
    batch.cells.insert(batch.cells.end(), cells.begin(), cells.end());
  }
  return batch;
}

Bytes bytes_of(const TextArrays& arrays, std::size_t column) {
  Bytes bytes;
  for (const std::byte byte : arrays.column(column)) bytes.push_back(std::to_integer<int>(byte));
  return bytes;
}

TEST(TextArrays, WritesHeaderLengthsAndBytes) {
  const Batch batch = batch_of({{"ab"}, {"c"}});
  TextArrays arrays;
  arrays.encode(batch, std::vector<std::uint32_t>{0, 1}, std::vector<std::uint32_t>{0});
  EXPECT_EQ(bytes_of(arrays, 0), (Bytes{0, 0, 0, 1, 0, 0, 0, 0, 0,   0,   0, 25, 0, 0, 0,  2,
                                        0, 0, 0, 1, 0, 0, 0, 2, 'a', 'b', 0, 0,  0, 1, 'c'}));
}

TEST(TextArrays, TellsNullFromEmpty) {
  const Batch batch = batch_of({{Cell()}, {Cell("")}});
  TextArrays arrays;
  arrays.encode(batch, std::vector<std::uint32_t>{0, 1}, std::vector<std::uint32_t>{0});
  EXPECT_EQ(bytes_of(arrays, 0), (Bytes{0, 0, 0, 1, 0, 0, 0,   1,   0,   0,   0, 25, 0, 0,
                                        0, 2, 0, 0, 0, 1, 255, 255, 255, 255, 0, 0,  0, 0}));
}

TEST(TextArrays, KeepsColumnsApartAndRowsInTheGivenOrder) {
  const Batch batch = batch_of({{"a", "1"}, {"b", Cell()}});
  TextArrays arrays;
  arrays.encode(batch, std::vector<std::uint32_t>{1, 0}, std::vector<std::uint32_t>{0, 1});
  ASSERT_EQ(arrays.column_count(), 2u);
  const Bytes first = bytes_of(arrays, 0);
  EXPECT_EQ(first[24], 'b');
  EXPECT_EQ(first[29], 'a');
  EXPECT_EQ(first[7], 0) << "no NULL in the first column";
  EXPECT_EQ(bytes_of(arrays, 1)[7], 1) << "one in the second";
}

TEST(TextArrays, EncodesALargerAndThenASmallerBatch) {
  const std::string large(100'000, 'x');
  const Batch batch = batch_of({{"a"}, {large}});
  TextArrays arrays;
  arrays.encode(batch, std::vector<std::uint32_t>{1}, std::vector<std::uint32_t>{0});
  EXPECT_EQ(arrays.column(0).size(), 24 + large.size());
  arrays.encode(batch, std::vector<std::uint32_t>{0}, std::vector<std::uint32_t>{0});
  EXPECT_EQ(arrays.column(0).size(), 25u);
}

}  // namespace
}  // namespace projector::postgres
