// One text for equal values of a key column.
//
// Within a batch, rows are known for the same by the bytes of their key: "7" and "07" in two events
// must become one. And the order of versions, which must be the server's.
//
// Of citext only ASCII letters are lowered: which other letters are one depends on the server's
// locale. Of text with a nondeterministic collation only equal bytes are taken for equal.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "projector/core/byte_arena.h"

#include "column_type.h"

namespace projector {

// The text itself where it is canonical already, else a text in the arena, which takes about twice
// the text's bytes there; null where the type's equality, or this form, is not known here.
// Requires: check_cell() passed it.
std::string_view canonical_cell(const ColumnType& type, std::string_view text, ByteArena& arena);

// Of an element of type.is_array; of other types the same as canonical_cell().
std::string_view canonical_scalar(const ColumnType& type, std::string_view text, ByteArena& arena);

// Whether equal values of the type can be known by canonical texts: it may stand in a key.
bool has_canonical_form(const ColumnType& type);

// Whether versions may stand in a column of this type.
bool has_order(TypeFamily family);

// The place of a version in the order of its column: a whole number, or a time in microseconds.
// nullopt where it cannot be told. Requires: check_cell() passed it, has_order(type.family).
std::optional<std::int64_t> version_order(const ColumnType& type, std::string_view text);

}  // namespace projector
