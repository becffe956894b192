#include "member.h"

#include <algorithm>

#include "projector/base/check.h"

namespace projector::config {
namespace {

constexpr std::uint64_t kNameBytesMax = 63;  // PostgreSQL cuts longer names.
constexpr std::uint64_t kTableBytesMax = 2 * kNameBytesMax + 1;
constexpr std::uint64_t kKeyColumnsMax = 32;  // As many as an index of PostgreSQL has.
constexpr std::uint64_t kColumnsMax = 1'600;  // As many as a table of PostgreSQL has.

}  // namespace

const std::vector<Member>& projection_members() {
  static const std::vector<Member> described = {
      {"table",
       Shape::kText,
       {1, kTableBytesMax},
       {},
       "The table, as NAME or SCHEMA.NAME.",
       "",
       true},
      {"key",
       Shape::kTexts,
       {1, kKeyColumnsMax},
       {},
       "Columns that name a row. They need a unique index over exactly them: not deferrable, not "
       "partial.",
       "",
       true},
      {"version",
       Shape::kVersion,
       {},
       {},
       "Where an event's version comes from, and the column that keeps it. A row changes only by a "
       "version above its own.",
       "",
       true},
      {"event",
       Shape::kSource,
       {},
       {},
       "Where an event's name stands, by which an entry under `on` is chosen. Left out where all "
       "records are of one kind.",
       ""},
      {"on",
       Shape::kEntries,
       {},
       {},
       "What becomes of the records of each event, by its name.",
       ""},
      {"tombstone",
       Shape::kEntry,
       {},
       {},
       "What becomes of records without a value. It can only delete; its sources are fields of the "
       "record. Without it they are unknown events.",
       ""},
      {"removed",
       Shape::kMark,
       {},
       {},
       "The column that marks removed rows, of a time or a boolean. They stay, and no older event "
       "brings them back. Without it they are deleted.",
       ""},
      {"unknown_event",
       Shape::kWord,
       {},
       {"dead_letter", "ignore"},
       "What becomes of events that nothing here is for. Ignored ones are counted.",
       "dead_letter"},
  };
  return described;
}

const std::vector<Member>& entry_members() {
  static const std::vector<Member> described = {
      {"do",
       Shape::kWord,
       {},
       {"upsert", "replace", "update", "delete"},
       "Upsert: insert a row or change it. Replace: the same for all elements of `each`, and rows "
       "with the same `within` that are not among them are removed. Update: change rows that are "
       "there; a part of the key names all rows that bear it. Delete: remove them.",
       "upsert"},
      {"each",
       Shape::kPointer,
       {},
       {},
       "The array of the event whose elements become a row each. `./x` points into the element. Of "
       "upsert and replace.",
       ""},
      {"within",
       Shape::kTexts,
       {1, kKeyColumnsMax},
       {},
       "Columns of the key that all rows of an event share. Of replace, which requires it.",
       ""},
      {"columns",
       Shape::kColumns,
       {1, kColumnsMax},
       {},
       "Column: where its value comes from. Columns that are not named keep their value.",
       "",
       true},
      {"version",
       Shape::kSource,
       {},
       {},
       "A source for this entry, instead of the projection's `version.from`.",
       ""},
      {"clear",
       Shape::kTexts,
       {1, kColumnsMax},
       {},
       "Columns that become NULL in rows that are marked as removed. Of delete.",
       ""},
  };
  return described;
}

const std::vector<Member>& source_members() {
  static const std::vector<Member> described = {
      {"from", Shape::kSource, {}, {}, "The source itself, as it may also stand alone.", "", true},
      {"default", Shape::kScalar, {}, {}, "Taken where the value is missing or null.", "NULL"},
      {"required", Shape::kFlag, {}, {}, "A record where it is missing or null is bad.", "false"},
      {"format",
       Shape::kWord,
       {},
       {"epoch_s", "epoch_ms"},
       "Read a number as a time: seconds or milliseconds since 1970.",
       ""},
  };
  return described;
}

const std::vector<Member>& column_members() {
  static const std::vector<Member> described = {
      {"column", Shape::kText, {1, kNameBytesMax}, {}, "The column's name.", "", true},
  };
  return described;
}

const Member& member(const std::vector<Member>& members, std::string_view key) {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [key](const Member& member) { return member.key == key; });
  PROJECTOR_CHECK(found != members.end(), "a reader asks for a key that is not described");
  return *found;
}

std::vector<std::string_view> keys_of(const std::vector<Member>& members) {
  std::vector<std::string_view> keys;
  keys.reserve(members.size());
  for (const Member& member : members) keys.push_back(member.key);
  return keys;
}

const std::vector<RecordField>& record_fields() {
  static const std::vector<RecordField> described = {
      {"@key", "The record's key."},
      {"@offset", "Its offset in its partition."},
      {"@partition", "Its partition."},
      {"@topic", "Its topic."},
      {"@timestamp", "Its time, as Kafka has it."},
      {"@index", "The place of the element in `each`, from 0."},
      {"@header:", "The header NAME, as in \"@header:version\"."},
  };
  return described;
}

}  // namespace projector::config
