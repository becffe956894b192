#include "schema_type.h"

#include <string>

namespace projector::config {
namespace {

Tree pattern(const char* text) { return {{"type", "string"}, {"pattern", text}}; }

Tree bounded_text(const Range& range) {
  Tree schema = {{"type", "string"}, {"maxLength", range.most}};
  if (range.least != 0) schema["minLength"] = range.least;
  return schema;
}

Tree or_variable(Tree schema) {
  return {{"anyOf", Tree::array({std::move(schema), reference("variable")})}};
}

}  // namespace

Tree closed_object() {
  return {{"type", "object"}, {"properties", Tree::object()}, {"additionalProperties", false}};
}

Tree reference(std::string_view definition) {
  return {{"$ref", "#/definitions/" + std::string(definition)}};
}

Tree type_definitions() {
  return {{"variable",
           {{"description", "${NAME} reads the environment."},
            {"type", "string"},
            {"pattern", "\\$\\{[^}]+\\}"}}},
          {"duration", or_variable(pattern("^[0-9]+(ms|s|m|h|d)$"))},
          {"bytes", or_variable(pattern("^[0-9]+(B|KiB|MiB|GiB)$"))},
          {"rate", or_variable(pattern("^[0-9]+/s$"))}};
}

Tree type_schema(OptionType type, const Range& range, const std::vector<std::string_view>& words) {
  switch (type) {
    case OptionType::kText:
      return bounded_text(range);
    case OptionType::kTexts:
      return {{"type", "array"},
              {"items", {{"type", "string"}}},
              {"minItems", range.least},
              {"maxItems", range.most}};
    case OptionType::kFlag:
      return or_variable({{"type", "boolean"}});
    case OptionType::kCount:
      return or_variable({{"type", "integer"}, {"minimum", range.least}, {"maximum", range.most}});
    // The bounds of quantities stand in their description: no pattern can hold them.
    case OptionType::kBytes:
      return {{"allOf", Tree::array({reference("bytes")})}};
    case OptionType::kDuration:
      return {{"allOf", Tree::array({reference("duration")})}};
    case OptionType::kRate:
      return {{"allOf", Tree::array({reference("rate")})}};
    case OptionType::kWord:
      return or_variable({{"enum", words}});
  }
  return {};
}

}  // namespace projector::config
