#include <string>

#include "projector/config/reference.h"

#include "description.h"
#include "projection_schema.h"
#include "schema_type.h"

namespace projector::config {
namespace {

Tree schema_of(const Description& option) {
  const bool is_quantity = option.type == OptionType::kBytes ||
                           option.type == OptionType::kDuration || option.type == OptionType::kRate;
  const std::string range = written_range(option.type, option.range);
  Tree schema = {{"description", option.help + (is_quantity ? " From " + range + "." : "")}};
  schema.update(type_schema(option.type, option.range, option.words));
  if (!option.default_value.is_null()) schema["default"] = option.default_value;
  return schema;
}

Tree schema_of(const std::vector<Description>& options) {
  Tree schema = closed_object();
  for (const Description& option : options) {
    schema["properties"][option.key] = schema_of(option);
    if (option.is_required) schema["required"].push_back(option.key);
  }
  return schema;
}

Tree topic_schema() {
  Tree schema = schema_of(describe_topic());
  // A name, or a list of names.
  Tree& projection = schema["properties"]["projection"];
  Tree list = type_schema(OptionType::kTexts, {1, 16}, {});
  projection = {{"description", projection["description"]},
                {"anyOf", Tree::array({{{"type", "string"}, {"minLength", 1}}, list})}};
  return schema;
}

Tree topics_schema() { return {{"type", "array"}, {"minItems", 1}, {"items", topic_schema()}}; }

Tree properties_schema() {
  return {{"description", "Handed to librdkafka as written; what the daemon owns is refused."},
          {"type", "object"},
          {"additionalProperties", {{"type", Tree::array({"string", "number", "boolean"})}}},
          {"default", Tree::object()}};
}

Tree classes_schema() {
  return {{"description", "How edges are answered, by the name of their class."},
          {"type", "object"},
          {"additionalProperties", schema_of(describe_admission_class())},
          {"default", Tree::object()}};
}

Tree section_schema(std::string_view name) {
  if (name == "topics") return topics_schema();
  if (name == "projections") return projections_schema();
  Tree schema = schema_of(describe_section(name));
  if (name == "kafka") schema["properties"]["properties"] = properties_schema();
  if (name == "admission") schema["properties"]["classes"] = classes_schema();
  return schema;
}

}  // namespace

std::string json_schema() {
  Tree schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "Configuration of manifest-projector"}};
  schema.update(closed_object());
  schema["required"] = Tree::array({"topics", "projections"});
  for (const Section& section : sections()) {
    Tree described = {{"description", std::string(section.help)}};
    described.update(section_schema(section.name));
    schema["properties"][std::string(section.name)] = described;
  }
  schema["definitions"] = projection_definitions();
  schema["definitions"].update(type_definitions());
  return schema.dump(2) + "\n";
}

}  // namespace projector::config
