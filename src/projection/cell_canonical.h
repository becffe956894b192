// One text for equal values of a key column.
//
// Within a batch, rows are known for the same by the bytes of their key: "7" and "07" in two events
// must become one. And the order of versions, which must be the server's.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "projector/core/byte_arena.h"

#include "column_type.h"

namespace projector {

// The most bytes that canonical_cell() takes from the arena.
inline constexpr std::size_t kCanonicalBytesMax = 1200;

// The text itself where it is canonical already, or where its type's equality is not known here;
// else a text in the arena. Requires: check_cell() passed it.
std::string_view canonical_cell(const ColumnType& type, std::string_view text, ByteArena& arena);

// Whether versions may stand in a column of this type.
bool has_order(TypeFamily family);

// The place of a version in the order of its column: a whole number, or a time in microseconds.
// nullopt where it cannot be told. Requires: check_cell() passed it, has_order(type.family).
std::optional<std::int64_t> version_order(const ColumnType& type, std::string_view text);

}  // namespace projector
