// What the decoder's target maps by: projections that between them have every kind of change, every
// type of column, alone, in arrays and in a key, and every source of a value.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "projector/projection/projection.h"

#include "unit/projection/harbor_point.h"
#include "unit/projection/manifest_fixture.h"

namespace projector::fuzz {

// Of PostgreSQL's types, one of each way to check or to write a value.
inline std::vector<CatalogColumn> column_of_each_type() {
  std::vector<CatalogColumn> columns = {
      catalog_column("t", "character varying(9)", TypeFamily::kText),
      catalog_column("s", "smallint", TypeFamily::kSmallint),
      catalog_column("i", "integer", TypeFamily::kInteger),
      catalog_column("b", "bigint", TypeFamily::kBigint),
      catalog_column("n", "numeric(9,2)", TypeFamily::kNumeric),
      catalog_column("f", "double precision", TypeFamily::kFloat),
      catalog_column("o", "boolean", TypeFamily::kBoolean),
      catalog_column("d", "date", TypeFamily::kDate),
      catalog_column("m", "timestamp without time zone", TypeFamily::kTimestamp),
      catalog_column("z", "timestamp with time zone", TypeFamily::kTimestamptz),
      catalog_column("u", "uuid", TypeFamily::kUuid),
      catalog_column("c", "time without time zone", TypeFamily::kTime),
      catalog_column("y", "bytea", TypeFamily::kBytea),
      catalog_column("e", "mood", TypeFamily::kEnum),
      catalog_column("h", "character(4)", TypeFamily::kText),
      catalog_column("k", "citext", TypeFamily::kText),
      catalog_column("w", "name", TypeFamily::kText),
      catalog_column("q", "numeric", TypeFamily::kNumeric),
      catalog_column("r", "real", TypeFamily::kFloat),
      catalog_column("l", "time(2) with time zone", TypeFamily::kTime),
      catalog_column("p", "timestamp(0) with time zone", TypeFamily::kTimestamptz)};
  for (CatalogColumn& column : columns) {
    if (column.type == "character varying(9)") column.length_max = 9;
    if (column.type == "character(4)") column.length_max = 4;
    if (column.family == TypeFamily::kEnum) column.labels = {"calm", "rough"};
  }
  return columns;
}

inline CatalogColumn array_of(CatalogColumn column) {
  column.name += "s";
  column.type += "[]";
  column.is_array = true;
  return column;
}

// A column of each, alone and as an array, and as a time in seconds and milliseconds.
struct AllTypes : Manifest {
  AllTypes() {
    std::vector<CatalogColumn> columns = column_of_each_type();
    columns.push_back(catalog_column("j", "jsonb", TypeFamily::kJson));
    columns.push_back(catalog_column("g", "json", TypeFamily::kJson));
    columns.push_back(catalog_column("x", "inet", TypeFamily::kOther));
    for (const CatalogColumn& column : columns) {
      add_column(column);
      add_column(array_of(column));
    }
    add("epoch", "timestamp with time zone", TypeFamily::kTimestamptz, "/epoch").source.format =
        ValueFormat::kEpochMilliseconds;
    add("since", "date", TypeFamily::kDate, "/since").source.format = ValueFormat::kEpochSeconds;
    topic.keeps_headers = true;
    topic.record_bytes_max = std::size_t{1} << 20;
  }

  void add_column(const CatalogColumn& column) {
    add(column.name, column.type, column.family, "/" + column.name);
    table.columns.back() = column;
  }
};

// A key of a column of each, which bears a constant where the event has none: a batch knows equal
// rows by one text for each value. The version is a time.
struct AllKeys : Manifest {
  AllKeys() {
    std::vector<CatalogColumn> columns = column_of_each_type();
    columns.push_back(array_of(columns[2]));
    columns.push_back(array_of(columns[4]));
    columns.push_back(array_of(columns[8]));
    const std::vector<std::string> sound = {"a",
                                            "1",
                                            "2",
                                            "3",
                                            "4.5",
                                            "6",
                                            "t",
                                            "2026-07-14",
                                            "2026-07-14 18:00",
                                            "2026-07-14 18:00Z",
                                            "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10",
                                            "18:00",
                                            "\\x00",
                                            "calm",
                                            "b",
                                            "C",
                                            "d",
                                            "7e8",
                                            "9",
                                            "18:00+02",
                                            "2026-07-14 18:00:00.5Z"};
    for (std::size_t place = 0; place < columns.size(); ++place) {
      CatalogColumn& column = columns[place];
      ValueSource& source = add(column.name, column.type, column.family, "/" + column.name).source;
      if (place < sound.size()) source.default_text = sound[place];
      column.nullable = false;
      table.columns.back() = column;
      options.key.push_back(column.name);
    }
    table.unique_indexes[0].columns = options.key;
    column("version").type = "timestamp(3) with time zone";
    column("version").family = TypeFamily::kTimestamptz;
    topic.record_bytes_max = std::size_t{1} << 20;
  }
};

}  // namespace projector::fuzz
