// A projection as the configuration declares it (contract, section 5), before the table is known.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "projector/core/write_plan.h"

namespace projector {

// How a number is read as a time.
enum class ValueFormat : std::uint8_t { kAsWritten, kEpochSeconds, kEpochMilliseconds };

// Where a value comes from, as written: "/json/pointer", "./relative" and "." (into the element of
// `each`), "@index", "@key", "@offset", "@partition", "@topic", "@timestamp", "@header:NAME" or
// "=constant".
struct ValueSource {
  std::string from;
  std::optional<std::string> default_text;  // Taken where the value is missing or null.
  bool required = false;                    // Missing or null makes it a bad record.
  ValueFormat format = ValueFormat::kAsWritten;
  std::string place;  // "file:line:column" of the value, for errors.
};

struct ColumnSource {
  std::string column;
  ValueSource source;
};

// One `do` with its columns: what becomes of the records of one event.
struct EntryOptions {
  std::string event;  // The value of `event` that it is for; empty without one, and of a tombstone.
  std::string place;
  ChangeKind kind = ChangeKind::kUpsert;
  std::optional<std::string> each;  // A pointer to the array whose elements become rows.
  std::vector<std::string> within;  // Of kReplace: key columns that name the parent.
  std::vector<ColumnSource> columns;
  std::optional<ValueSource> version;  // Instead of the projection's.
  std::vector<std::string> clear;      // Of kDelete: columns set to NULL.
};

enum class UnknownEventPolicy : std::uint8_t { kDeadLetter, kIgnore };

struct ProjectionOptions {
  std::string name;
  std::string place;  // "file:line:column", for errors.
  std::string table;  // `name` or `schema.name`.
  std::vector<std::string> key;
  std::string version_column;
  ValueSource version;
  std::optional<ValueSource> event;  // What `entries` are chosen by; without it there is one entry.
  std::vector<EntryOptions> entries;  // In the order of the file. May be empty beside a tombstone.
  std::optional<EntryOptions> tombstone;  // For records without a value.
  std::string removed_column;             // Empty: removed rows are deleted.
  UnknownEventPolicy unknown_event = UnknownEventPolicy::kDeadLetter;
};

}  // namespace projector
