// Two projections of one record: all kinds of changes of a table that keeps no removed rows or
// marks them by a boolean, an element a row, and every field of a record. Records of other events
// are nobody's.

#pragma once

#include <string>
#include <utility>

#include "projector/projection/projection.h"

#include "unit/projection/manifest_fixture.h"

namespace projector::fuzz {

struct Changes {
  TableCatalog parts;
  TableCatalog notes;
  ProjectionOptions of_parts;
  ProjectionOptions of_notes;
  MappedTopic topic;

  Changes() {
    topic.name = "changes";
    topic.record_bytes_max = std::size_t{1} << 20;
    parts = table_of("parts",
                     {catalog_column("a", "text", TypeFamily::kText),
                      catalog_column("b", "jsonb", TypeFamily::kJson),
                      catalog_column("tags", "text[]", TypeFamily::kText),
                      catalog_column("at", "timestamp with time zone", TypeFamily::kTimestamptz)});
    parts.columns[4].is_array = true;
    of_parts = projection_of("parts");
    of_parts.version.from = "/version";
    of_parts.entries = {elements("put", ChangeKind::kUpsert), elements("set", ChangeKind::kReplace),
                        part("change", ChangeKind::kUpdate), part("drop", ChangeKind::kDelete)};
    of_parts.entries[0].version.emplace().from = "./version";

    notes = table_of("notes",
                     {catalog_column("topic", "text", TypeFamily::kText),
                      catalog_column("partition", "integer", TypeFamily::kInteger),
                      catalog_column("header", "text", TypeFamily::kText),
                      catalog_column("at", "timestamp with time zone", TypeFamily::kTimestamptz),
                      catalog_column("body", "json", TypeFamily::kJson),
                      catalog_column("removed", "boolean", TypeFamily::kBoolean)});
    of_notes = projection_of("notes");
    of_notes.version.from = "@offset";
    of_notes.removed_column = "removed";
    of_notes.entries = {note("put"), note("note"), dropped()};
    of_notes.tombstone = dropped();
  }

  Projection compile() const {
    const ProjectionTarget targets[] = {{&of_parts, &parts}, {&of_notes, &notes}};
    return compile_projection(targets, topic);
  }

 private:
  // name(id text, place integer, ..., version bigint), unique over (id, place).
  static TableCatalog table_of(std::string name, std::vector<CatalogColumn> columns) {
    TableCatalog table;
    table.schema = "public";
    table.name = std::move(name);
    columns.insert(columns.begin(),
                   {catalog_column("id", "text", TypeFamily::kText, false),
                    catalog_column("place", "integer", TypeFamily::kInteger, false)});
    columns.push_back(catalog_column("version", "bigint", TypeFamily::kBigint));
    table.columns = std::move(columns);
    table.unique_indexes = {{table.name + "_key", {"id", "place"}}};
    table.can_select = table.can_insert = table.can_update = table.can_delete = true;
    return table;
  }

  static ProjectionOptions projection_of(std::string name) {
    ProjectionOptions options;
    options.name = std::move(name);
    options.place = "fuzzed.yaml:1:1";
    options.table = options.name;
    options.key = {"id", "place"};
    options.version_column = "version";
    options.event.emplace().from = "/type";
    options.unknown_event = UnknownEventPolicy::kIgnore;
    return options;
  }

  static EntryOptions elements(std::string event, ChangeKind kind) {
    EntryOptions entry;
    entry.event = std::move(event);
    entry.kind = kind;
    entry.each = "/x/items";
    if (kind == ChangeKind::kReplace) entry.within = {"id"};
    entry.columns = {column_source("id", "/id"),        column_source("place", "@index"),
                     column_source("a", "./v/a"),       column_source("b", "."),
                     column_source("tags", "./tags/1"), column_source("at", "./at")};
    entry.columns[2].source.default_text = "none";
    entry.columns[5].source.format = ValueFormat::kEpochSeconds;
    return entry;
  }

  static EntryOptions part(std::string event, ChangeKind kind) {
    EntryOptions entry;
    entry.event = std::move(event);
    entry.kind = kind;
    entry.columns = {column_source("id", "/id"), column_source("place", "/a~1b/0")};
    if (kind == ChangeKind::kUpdate) entry.columns.push_back(column_source("a", "/a"));
    return entry;
  }

  static EntryOptions note(std::string event) {
    EntryOptions entry;
    entry.event = std::move(event);
    entry.columns = {column_source("id", "/id"),
                     column_source("place", "=7"),
                     column_source("topic", "@topic"),
                     column_source("partition", "@partition"),
                     column_source("header", "@header:version"),
                     column_source("at", "@timestamp"),
                     column_source("body", "")};
    entry.columns[0].source.required = true;
    return entry;
  }

  static EntryOptions dropped() {
    EntryOptions entry;
    entry.event = "drop";
    entry.kind = ChangeKind::kDelete;
    entry.columns = {column_source("id", "@key")};
    entry.clear = {"header", "at"};
    return entry;
  }
};

}  // namespace projector::fuzz
