#include "projection_schema.h"

#include <string>

#include "member.h"
#include "schema_type.h"

namespace projector::config {
namespace {

// As wide as what may be an environment's.
Tree scalar_schema() { return {{"type", Tree::array({"string", "number", "boolean"})}}; }

// "/x", "./x", ".", "=x", "@key", or nothing: the whole event.
Tree source_text() {
  std::string fields;
  for (const RecordField& field : record_fields()) {
    fields.append(fields.empty() ? "" : "|").append(field.name.substr(1));
    if (field.name.ends_with(':')) fields.append(".+");
  }
  return {{"description",
           "A pointer (/x), of the element (./x), a field of the record (@key), or a "
           "constant (=x)."},
          {"type", "string"},
          {"pattern", "^(|/.*|\\.|\\./.*|=.*|@(" + fields + ")|.*\\$\\{.*)$"}};
}

Tree map_of(const char* definition) {
  return {
      {"type", "object"}, {"minProperties", 1}, {"additionalProperties", reference(definition)}};
}

// What a member takes, without its description.
Tree shape_schema(const Member& member) {
  switch (member.shape) {
    case Shape::kText:
      return type_schema(OptionType::kText, member.range, {});
    case Shape::kTexts:
      return type_schema(OptionType::kTexts, member.range, {});
    case Shape::kFlag:
      return type_schema(OptionType::kFlag, {}, {});
    case Shape::kWord:
      return type_schema(OptionType::kWord, {}, member.words);
    case Shape::kScalar:
      return scalar_schema();
    case Shape::kPointer:
      return {{"type", "string"}, {"pattern", "^(|/.*|.*\\$\\{.*)$"}};
    case Shape::kSource:
      return {{"allOf", Tree::array({reference("source")})}};
    case Shape::kVersion:
      return {{"allOf", Tree::array({reference("version")})}};
    case Shape::kMark:
      return {{"allOf", Tree::array({reference("mark")})}};
    case Shape::kColumns:
      return map_of("source");
    case Shape::kEntries:
      return map_of("entry");
    case Shape::kEntry:
      return {{"allOf", Tree::array({reference("entry")})}};
  }
  return {};
}

void add_members(const std::vector<Member>& members, Tree& schema) {
  for (const Member& member : members) {
    Tree described = {{"description", std::string(member.help)}};
    described.update(shape_schema(member));
    schema["properties"][std::string(member.key)] = described;
    if (member.is_required) schema["required"].push_back(std::string(member.key));
  }
}

Tree source_schema() {
  Tree with_more = closed_object();
  add_members(source_members(), with_more);
  with_more["properties"]["from"] = source_text();
  return {{"anyOf", Tree::array({source_text(), with_more})}};
}

Tree version_schema() {
  Tree schema = closed_object();
  add_members(column_members(), schema);
  add_members(source_members(), schema);
  schema["properties"]["from"] = source_text();
  return schema;
}

Tree mark_schema() {
  Tree schema = closed_object();
  add_members(column_members(), schema);
  return schema;
}

// `do: replace` has no meaning without these.
Tree replace_rule() {
  return {
      {"if", {{"properties", {{"do", {{"const", "replace"}}}}}, {"required", Tree::array({"do"})}}},
      {"then", {{"required", Tree::array({"each", "within"})}}}};
}

Tree entry_schema() {
  Tree schema = closed_object();
  add_members(entry_members(), schema);
  schema.update(replace_rule());
  return schema;
}

Tree projection_schema() {
  Tree schema = closed_object();
  Tree entry = closed_object();
  add_members(entry_members(), entry);
  entry["properties"].erase("version");
  schema["properties"] = entry["properties"];
  add_members(projection_members(), schema);
  schema["dependencies"] = {{"on", Tree::array({"event"})}, {"event", Tree::array({"on"})}};
  const auto has = [](const char* key) -> Tree { return {{"required", Tree::array({key})}}; };
  schema["anyOf"] = Tree::array({has("on"), has("columns"), has("tombstone")});
  schema.update(replace_rule());
  return schema;
}

}  // namespace

Tree projections_schema() { return map_of("projection"); }

Tree projection_definitions() {
  return {{"projection", projection_schema()},
          {"entry", entry_schema()},
          {"source", source_schema()},
          {"version", version_schema()},
          {"mark", mark_schema()}};
}

}  // namespace projector::config
