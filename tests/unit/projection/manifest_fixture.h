// A small table and its projection, for tests that change one thing of it.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "projector/projection/projection.h"

namespace projector {

inline CatalogColumn catalog_column(std::string name, std::string type, TypeFamily family,
                                    bool nullable = true) {
  CatalogColumn column;
  column.name = std::move(name);
  column.type = std::move(type);
  column.family = family;
  column.nullable = nullable;
  return column;
}

inline ColumnSource column_source(std::string column, std::string from) {
  ColumnSource source;
  source.column = std::move(column);
  source.source.from = std::move(from);
  return source;
}

// bookings(id text, no integer, name text, version bigint), unique over (id, no).
struct Manifest {
  TableCatalog table;
  ProjectionOptions options;
  MappedTopic topic;

  Manifest() {
    table.schema = "public";
    table.name = "bookings";
    table.columns = {catalog_column("id", "text", TypeFamily::kText, false),
                     catalog_column("no", "integer", TypeFamily::kInteger, false),
                     catalog_column("name", "text", TypeFamily::kText),
                     catalog_column("version", "bigint", TypeFamily::kBigint)};
    table.unique_indexes = {{"bookings_key", {"id", "no"}}};
    table.can_select = table.can_insert = table.can_update = true;
    topic.name = "bookings-events";
    topic.record_bytes_max = 1'000;

    options.name = "manifest";
    options.place = "projector.yaml:7:3";
    options.table = "bookings";
    options.key = {"id", "no"};
    options.version_column = "version";
    options.version.from = "/version";
    options.entries.emplace_back().columns = {
        column_source("name", "/name"), column_source("id", "/id"), column_source("no", "/no")};
  }

  std::vector<ColumnSource>& columns() { return options.entries[0].columns; }

  // Another column, filled from `from`.
  ColumnSource& add(const std::string& name, const std::string& type, TypeFamily family,
                    const std::string& from) {
    table.columns.push_back(catalog_column(name, type, family));
    columns().push_back(column_source(name, from));
    return columns().back();
  }

  CatalogColumn& column(const std::string& name) {
    for (CatalogColumn& column : table.columns) {
      if (column.name == name) return column;
    }
    return table.columns.emplace_back();
  }

  Projection compile() const {
    const ProjectionTarget target{&options, &table};
    return compile_projection({&target, 1}, topic);
  }
};

}  // namespace projector
