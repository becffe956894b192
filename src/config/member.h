// The keys of a projection (contract, section 5), described once as options are: what they take and
// what they mean. The readers, the schema and the documentation go by it.
//
// They are no options, because their values are not fields of a struct: sources, entries and maps
// by column are read by functions of their own.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "option.h"

namespace projector::config {

enum class Shape : std::uint8_t {
  kText,
  kTexts,
  kFlag,
  kWord,     // One of `words`.
  kScalar,   // A text, number or flag.
  kPointer,  // A JSON Pointer into the event.
  kSource,   // Where a value comes from.
  kVersion,  // A source with the column that it goes to.
  kMark,     // {column: NAME}.
  kColumns,  // Sources by column.
  kEntries,  // Entries by event.
  kEntry,
};

struct Member {
  std::string_view key;
  Shape shape;
  Range range;
  std::vector<std::string_view> words;
  std::string_view help;
  std::string_view default_text;
  bool is_required = false;
};

// Of `projections.NAME`. Beside these it has those of an entry where all records are of one kind.
const std::vector<Member>& projection_members();
// Of an entry under `on`, of the tombstone and, but for the version, of a projection.
const std::vector<Member>& entry_members();
// Of a source that is written as a map.
const std::vector<Member>& source_members();
// What `version` has beside a source, and `removed` alone.
const std::vector<Member>& column_members();

// Requires: there is one.
const Member& member(const std::vector<Member>& members, std::string_view key);
std::vector<std::string_view> keys_of(const std::vector<Member>& members);

// What may stand behind "@" in a source.
struct RecordField {
  std::string_view name;  // Of headers "@header:", with the header's name to follow.
  std::string_view help;
};
const std::vector<RecordField>& record_fields();

}  // namespace projector::config
