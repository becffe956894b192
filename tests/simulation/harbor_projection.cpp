#include "harbor_projection.h"

#include <array>
#include <initializer_list>
#include <string>
#include <utility>

namespace projector::simulation {
namespace {

ValueSource from(const char* source) {
  ValueSource value;
  value.from = source;
  return value;
}

using Columns = std::initializer_list<std::pair<const char*, const char*>>;

EntryOptions entry(const char* event, ChangeKind kind, const Columns& columns) {
  EntryOptions made;
  made.event = event;
  made.kind = kind;
  for (const auto& [column, source] : columns) made.columns.push_back({column, from(source)});
  return made;
}

EntryOptions snapshot(const char* event) {
  EntryOptions made = entry(event, ChangeKind::kReplace,
                            {{"booking_id", "/booking/id"},
                             {"passenger_no", "./no"},
                             {"sailing_id", "/booking/sailing_id"},
                             {"full_name", "./name"},
                             {"cabin", "./cabin"},
                             {"status", "/booking/status"},
                             {"occurred_at", "/occurred_at"}});
  made.each = "/booking/passengers";
  made.within = {"booking_id"};
  return made;
}

EntryOptions tombstone(const char* key) {
  EntryOptions made = entry("", ChangeKind::kDelete, {{key, "@key"}});
  made.version = from("@header:version");
  return made;
}

ProjectionOptions manifest(const Scenario& scenario) {
  ProjectionOptions options;
  options.name = "manifest";
  options.table = "passenger_manifest";
  options.key = {"booking_id", "passenger_no"};
  options.version_column = "version";
  options.version = from("/version");
  options.event = from("/type");
  options.entries = {snapshot("booking-confirmed"), snapshot("booking-amended"),
                     entry("passenger-checked-in", ChangeKind::kUpdate,
                           {{"booking_id", "/booking_id"},
                            {"passenger_no", "/passenger_no"},
                            {"checked_in_at", "/occurred_at"},
                            {"boarding_group", "/boarding_group"}}),
                     entry("booking-cancelled", ChangeKind::kUpdate,
                           {{"booking_id", "/booking_id"}, {"status", "=cancelled"}})};
  options.tombstone = tombstone("booking_id");
  options.tombstone->clear = {"full_name", "cabin"};
  options.removed_column = scenario.tables()[kBookings].mark_column;
  options.unknown_event = scenario.ignores_unknown_events ? UnknownEventPolicy::kIgnore
                                                          : UnknownEventPolicy::kDeadLetter;
  return options;
}

ProjectionOptions sailings(const Scenario& scenario) {
  ProjectionOptions options;
  options.name = "sailings";
  options.table = "sailings";
  options.key = {"sailing_id"};
  options.version_column = "version";
  options.version = from("/version");
  options.entries = {
      entry("", ChangeKind::kUpsert,
            {{"sailing_id", "/id"}, {"ship", "/ship"}, {"departs_at", "/departs_at"}})};
  options.tombstone = tombstone("sailing_id");
  options.removed_column = scenario.tables()[kSailings].mark_column;
  return options;
}

ProjectionOptions exports() {
  ProjectionOptions options;
  options.name = "exports";
  options.table = "exports";
  options.key = {"export_id"};
  options.version_column = "version";
  options.version = from("/version");
  options.entries = {entry("", ChangeKind::kUpsert,
                           {{"export_id", "/id"}, {"state", "/state"}, {"asked_at", "/asked_at"}})};
  return options;
}

ProjectionOptions options_of(const Scenario& scenario, std::size_t topic) {
  if (topic == kBookings) return manifest(scenario);
  return topic == kSailings ? sailings(scenario) : exports();
}

CatalogColumn catalog_column(const std::string& name) {
  CatalogColumn column;
  column.name = name;
  column.type = "text";
  column.family = TypeFamily::kText;
  if (name == "passenger_no") {
    column.type = "integer";
    column.family = TypeFamily::kInteger;
  } else if (name == "version") {
    column.type = "bigint";
    column.family = TypeFamily::kBigint;
  } else if (name.ends_with("_at")) {
    column.type = "timestamp with time zone";
    column.family = TypeFamily::kTimestamptz;
  } else if (name == "removed" || name == "cancelled") {
    column.type = "boolean";
    column.family = TypeFamily::kBoolean;
  }
  return column;
}

TableCatalog catalog(const TableShape& shape) {
  TableCatalog table;
  table.schema = "public";
  table.name = shape.name;
  CatalogIndex key;
  key.name = shape.name + "_pkey";
  for (const std::string& name : shape.columns) {
    table.columns.push_back(catalog_column(name));
    if (key.columns.size() == shape.key_count) continue;
    table.columns.back().nullable = false;
    key.columns.push_back(name);
  }
  table.unique_indexes = {key};
  table.can_select = table.can_insert = table.can_update = table.can_delete = true;
  return table;
}

}  // namespace

Projection compile_topic(const Scenario& scenario, std::size_t topic, bool has_letters) {
  const ProjectionOptions options = options_of(scenario, topic);
  const TableCatalog table = catalog(scenario.tables()[topic]);
  const std::array<ProjectionTarget, 1> targets = {{{&options, &table}}};
  MappedTopic mapped;
  mapped.name = name_of_topic(topic);
  mapped.record_bytes_max = scenario.flow.record_bytes;
  mapped.keeps_headers = has_letters;
  return compile_projection(targets, mapped);
}

const char* name_of_topic(std::size_t topic) {
  constexpr std::array<const char*, kTopicCount> kNames = {"booking-events", "sailing-events",
                                                           "booking-exports"};
  return kNames[topic];
}

}  // namespace projector::simulation
