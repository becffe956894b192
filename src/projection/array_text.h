// From a JSON array to the text that PostgreSQL's cast to an array column reads:
//
//   ["a\"b",null,1]  ->  {"a\"b",NULL,"1"}        [[1,2],[3,4]]  ->  {{"1","2"},{"3","4"}}
//
// Every element is checked by the type of the column's elements. Keeps its memory between arrays.
//
// Thread: one owner.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "projector/core/byte_arena.h"

#include "cell_check.h"
#include "column_type.h"
#include "json_value.h"

namespace projector {

enum class ArrayFault : std::uint8_t {
  kNone,
  kElement,  // It does not fit: `verdict`, `kind`.
  kNul,      // It holds a NUL character.
  kShape,    // Rows of different lengths, or arrays beside scalars.
  kDepth,    // More dimensions than PostgreSQL has.
};

class ArrayText {
 public:
  // What went wrong with which element.
  struct Failure {
    ArrayFault fault = ArrayFault::kNone;
    CellVerdict verdict = CellVerdict::kPass;
    JsonKind kind = JsonKind::kMissing;
    std::string_view text;  // Of the element, as long as the array's.
    std::string path;       // "/3/1"
  };

  // The text, valid until the next call; empty after a failure. `is_canonical`: equal arrays get
  // equal texts.
  // Requires: `array` is a sound JSON array of a walked document; type.is_array.
  std::string_view write(std::string_view array, const ColumnType& type, bool is_canonical);
  const Failure& failure() const { return failure_; }

  // Gives memory back that only a large array needed.
  void shrink();

 private:
  static constexpr std::size_t kDimensionsMax = 6;  // PostgreSQL's own.

  // What stands in a level: all of it must be of one kind, and as many in each of its rows.
  struct Level {
    bool has_arrays = false;
    bool has_scalars = false;
    std::size_t count = 0;
    bool is_counted = false;
    std::size_t place = 0;  // Of the element at hand.
  };

  // Each takes the first byte of its part and returns the one behind it, or null after a failure.
  const char* write_level(const char* at, std::size_t level);
  const char* write_element(const char* at, std::size_t level);
  bool write_scalar(JsonKind kind, std::string_view raw);
  bool write_string(std::string_view inside);
  bool write_checked(JsonKind kind, std::string_view text);
  void put_quoted(std::string_view text);
  bool end_level(std::size_t level);
  bool fail(ArrayFault fault, JsonKind kind = JsonKind::kMissing,
            CellVerdict verdict = CellVerdict::kPass);

  const ColumnType* type_ = nullptr;  // Of the array at hand.
  bool is_canonical_ = false;
  std::string text_;
  std::string element_;
  ByteArena arena_;  // Of canonical elements.
  Failure failure_;
  std::array<Level, kDimensionsMax> levels_;
  std::size_t level_ = 0;  // Of the element at hand.
};

}  // namespace projector
