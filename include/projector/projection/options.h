// A projection as the configuration declares it (contract, section 5), before the table is known.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projector/core/write_plan.h"

namespace projector {

// Where a value comes from, as written: "/json/pointer", "@key", "@offset", "@partition", "@topic",
// "@timestamp", "@header:NAME" or "=constant".
struct ValueSource {
  std::string from;
  std::optional<std::string> default_text;  // Taken where the value is missing or null.
  bool required = false;                    // Missing or null makes it a bad record.
  std::string place;                        // "file:line:column" of the value, for errors.
};

struct ColumnSource {
  std::string column;
  ValueSource source;
};

struct ProjectionOptions {
  std::string name;
  std::string place;  // "file:line:column", for errors.
  std::string table;  // `name` or `schema.name`.
  std::vector<std::string> key;
  std::string version_column;
  ValueSource version;
  ChangeKind kind = ChangeKind::kUpsert;
  std::vector<ColumnSource> columns;
  std::string removed_column;  // Empty: removed rows are deleted.
};

}  // namespace projector
