// Both encodings of arrays, judged by readers of their own: the binary arrays that a statement's
// rows go in, and the text of an array column.
//
// An input: a byte that chooses the type of elements, and a JSON document. Its bytes are also taken
// as cells, 0x1F between them and 0x1E between rows; the cell "\x15" is NULL.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "projector/core/batch.h"

#include "array_text.h"
#include "fuzz/array_literal.h"
#include "fuzz/expect.h"
#include "json_string.h"
#include "json_walk.h"
#include "postgres/text_arrays.h"

namespace projector::fuzz {
namespace {

constexpr TypeFamily kFamilies[] = {
    TypeFamily::kText, TypeFamily::kInteger,     TypeFamily::kNumeric, TypeFamily::kBoolean,
    TypeFamily::kDate, TypeFamily::kTimestamptz, TypeFamily::kUuid,    TypeFamily::kJson};

// --- Text.

void collect(const nlohmann::json& value, std::vector<std::optional<std::string>>& strings) {
  if (!value.is_array()) {
    if (value.is_null()) strings.emplace_back(std::nullopt);
    if (value.is_string()) strings.emplace_back(value.get<std::string>());
    return;
  }
  for (const auto& element : value) collect(element, strings);
}

void write_text(TypeFamily family, std::string_view document, bool is_canonical) {
  ByteArena arena;
  JsonWalk walk;
  PointerTrie nothing;
  const std::string_view kept = arena.copy(document, kJsonPadding);
  const std::size_t first = kept.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || kept[first] != '[' || !walk.walk(kept, nothing)) return;
  CatalogColumn column;
  column.family = family;
  column.is_array = true;
  column.type = family == TypeFamily::kJson ? "jsonb[]" : "numeric(9,2)[]";
  ArrayText text;
  const std::size_t end = kept.find_last_not_of(" \t\r\n") + 1;
  const std::string_view written =
      text.write(kept.substr(first, end - first), column_type(column), is_canonical);
  if (written.empty()) {
    expect(text.failure().fault != ArrayFault::kNone, "what is not written is refused");
    return;
  }
  expect(written.find('\0') == std::string_view::npos, "no text holds a NUL");
  const ArrayLiteral literal(written);
  if (family != TypeFamily::kText) return;
  const auto parsed = nlohmann::json::parse(document, nullptr, false);
  std::vector<std::optional<std::string>> strings;
  collect(parsed, strings);
  // Numbers and booleans keep their written text, which the other parser does not.
  if (strings.size() != literal.elements().size()) return;
  expect(strings == literal.elements(), "strings stand in the text as they are");
}

// --- Binary.

struct Rows {
  std::vector<std::vector<std::optional<std::string>>> rows;  // All of one width.
};

Rows rows_of(std::string_view input) {
  Rows result;
  std::size_t width = 0;
  for (std::size_t at = 0; at <= input.size() && result.rows.size() < 64;) {
    const std::size_t end = std::min(input.find('\x1e', at), input.size());
    std::vector<std::optional<std::string>>& row = result.rows.emplace_back();
    std::string_view line = input.substr(at, end - at);
    while (true) {
      const std::size_t cell_end = std::min(line.find('\x1f'), line.size());
      const std::string_view cell = line.substr(0, cell_end);
      row.push_back(cell == "\x15" ? std::nullopt : std::optional<std::string>(cell));
      if (cell_end == line.size()) break;
      line.remove_prefix(cell_end + 1);
    }
    width = std::max(width, row.size());
    at = end + 1;
  }
  for (auto& row : result.rows) row.resize(width);
  return result;
}

class BinaryArray {
 public:
  explicit BinaryArray(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::int32_t number() {
    std::uint32_t value = 0;
    for (const std::byte byte : take(4)) value = value << 8 | std::to_integer<std::uint32_t>(byte);
    return static_cast<std::int32_t>(value);
  }
  std::optional<std::string> element() {
    const std::int32_t length = number();
    if (length == -1) return std::nullopt;
    expect(length >= 0, "a length is not negative");
    const auto content = take(static_cast<std::size_t>(length));
    return std::string(reinterpret_cast<const char*>(content.data()), content.size());
  }
  bool is_empty() const { return bytes_.empty(); }

 private:
  std::span<const std::byte> take(std::size_t count) {
    expect(count <= bytes_.size(), "an array is whole");
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  std::span<const std::byte> bytes_;
};

void encode_binary(std::string_view input) {
  static postgres::TextArrays arrays;  // Kept, as a writer does.
  const Rows given = rows_of(input);
  Batch batch;
  std::vector<std::uint32_t> rows;
  for (const auto& row : given.rows) {
    rows.push_back(static_cast<std::uint32_t>(batch.rows.size()));
    batch.rows.emplace_back().first_cell = static_cast<std::uint32_t>(batch.cells.size());
    for (const auto& cell : row) batch.cells.push_back(cell ? batch.arena.copy(*cell) : Cell());
  }
  std::vector<std::uint32_t> cells;
  for (std::size_t i = given.rows.front().size(); i > 0; --i) {
    cells.push_back(static_cast<std::uint32_t>(i - 1));
  }
  arrays.encode(batch, rows, cells);
  for (std::size_t column = 0; column < cells.size(); ++column) {
    BinaryArray array(arrays.column(column));
    expect(array.number() == 1, "it has one dimension");
    const bool has_null = array.number() == 1;
    expect(array.number() == 25, "its elements are text");
    expect(array.number() == static_cast<std::int32_t>(rows.size()), "it has an element a row");
    expect(array.number() == 1, "it counts from 1");
    bool met_null = false;
    for (const auto& row : given.rows) {
      const auto& cell = row[cells[column]];
      expect(array.element() == cell, "a cell goes as it is");
      met_null |= !cell.has_value();
    }
    expect(met_null == has_null, "it says whether it has NULLs");
    expect(array.is_empty(), "nothing stands behind it");
  }
}

void run(std::string_view input) {
  if (input.empty()) return;
  const auto choice = static_cast<std::uint8_t>(input.front());
  input.remove_prefix(1);
  write_text(kFamilies[choice % std::size(kFamilies)], input, (choice & 0x40) != 0);
  encode_binary(input);
}

}  // namespace
}  // namespace projector::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  projector::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
