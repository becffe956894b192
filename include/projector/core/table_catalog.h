// A table as PostgreSQL's catalog describes it: what projections are compiled against.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace projector {

// What text a column takes, by its base type (domains resolved).
enum class TypeFamily : std::uint8_t {
  kText,  // text, varchar(n), char(n), name, citext
  kSmallint,
  kInteger,
  kBigint,
  kNumeric,
  kFloat,  // real, double precision
  kBoolean,
  kDate,
  kTimestamp,    // without time zone
  kTimestamptz,  // with time zone
  kUuid,
  kJson,  // json, jsonb
  kTime,  // time, with and without time zone
  kBytea,
  kEnum,   // `labels` has what it takes.
  kOther,  // Known to the server only: it checks the value.
};

struct CatalogColumn {
  std::string name;
  std::string type;  // As format_type() writes it, e.g. "character varying(20)".
  TypeFamily family = TypeFamily::kOther;
  std::int32_t length_max = -1;     // Characters, of varchar(n) and char(n); -1: none.
  std::vector<std::string> labels;  // Of an enum.
  bool is_array = false;  // Then `type` is that of the array, all else describes its elements.
  bool nullable = true;
  bool has_default = false;
  bool generated = false;  // GENERATED ALWAYS, as identity or by expression: cannot be written.
};

// A unique index that ON CONFLICT can use: valid, immediate, not partial, over plain columns.
struct CatalogIndex {
  std::string name;
  std::vector<std::string> columns;
};

struct TableCatalog {
  std::string schema;
  std::string name;
  std::vector<CatalogColumn> columns;
  std::vector<CatalogIndex> unique_indexes;
  bool can_select = false;  // Of the current user.
  bool can_insert = false;
  bool can_update = false;
  bool can_delete = false;
};

}  // namespace projector
