// docs/CONFIGURATION.md.

#include <string>
#include <string_view>

#include "projector/config/reference.h"

#include "description.h"
#include "member.h"
#include "yaml_text.h"

namespace projector::config {
namespace {

constexpr std::string_view kIntroduction =
    R"(<!-- Written by `manifest-projector schema --format markdown`, which a test compares with this file. What stands
     here is said once, in the option tables of src/config. -->

# Configuration

One YAML file, read at the start and at SIGHUP. All options have a default but `topics` with their `name` and `projection`,
and the `table`, `key`, `version` and `columns` of a projection. A whole example is
[harbor_point.yaml](../config/harbor_point.yaml), the shortest one [flat.yaml](../config/examples/flat.yaml).

```sh
manifest-projector validate --config FILE    # all mistakes at once, with file:line:column and the remedy
manifest-projector config --config FILE      # what takes effect, defaults included, passwords hidden
manifest-projector schema > projector.json   # JSON Schema, for editors
```

To have an editor complete and check the file, name the schema in its first line:

```yaml
# yaml-language-server: $schema=projector.json
```

- **Quantities carry their unit**: `250ms`, `90s`, `2m`, `1h`, `7d`; `512B`, `64KiB`, `4MiB`, `1GiB`; `50/s`. Numbers are whole.
- **`${NAME}`** in a value is taken from the environment, which must have it; `$${` is a plain `${`. Neither messages nor logs
  show what a variable held.
- **`*_file`** names a file that holds a secret. Its path may be shown, its content never is.
- Unknown and duplicate keys are errors. Aliases (`*name`) and merges (`<<`) may be used; a file is at most 1 MiB, and at most
  20,000 values with all its aliases.
- **Reload**: options marked so are taken at SIGHUP by the running daemon, without a rebalance, all or none. All others, and
  topics or projections that come or go, need a restart; a reload that would change one of them changes nothing and says so.
)";

constexpr std::string_view kTopicsIntroduction =
    R"(
```yaml
topics:
  - name: booking-events
    projection: manifest
    freshness_budget: 2m
```
)";

constexpr std::string_view kProjectionsIntroduction =
    R"(
What they do, with worked examples: [PROJECTIONS.md](PROJECTIONS.md). Where all records are of one kind, the keys of
an entry stand in the projection itself.
)";

constexpr std::string_view kPropertiesHelp =
    "Handed to librdkafka as written: `security.protocol`, `sasl.*`, `ssl.*`, timeouts. What the "
    "daemon owns is refused.";

std::string_view name_of(OptionType type) {
  switch (type) {
    case OptionType::kText:
      return "text";
    case OptionType::kTexts:
      return "list of texts";
    case OptionType::kFlag:
      return "`true` or `false`";
    case OptionType::kCount:
      return "number";
    case OptionType::kBytes:
      return "bytes";
    case OptionType::kDuration:
      return "duration";
    case OptionType::kRate:
      return "rate";
    case OptionType::kWord:
      return "";
  }
  return "";
}

std::string_view name_of(Shape shape) {
  switch (shape) {
    case Shape::kText:
      return "text";
    case Shape::kTexts:
      return "list of columns";
    case Shape::kFlag:
      return "`true` or `false`";
    case Shape::kWord:
      return "";
    case Shape::kScalar:
      return "text, number or flag";
    case Shape::kPointer:
      return "pointer";
    case Shape::kSource:
      return "source";
    case Shape::kVersion:
      return "`{column: NAME, from: SOURCE}`";
    case Shape::kMark:
      return "`{column: NAME}`";
    case Shape::kColumns:
      return "sources by column";
    case Shape::kEntries:
      return "entries by event";
    case Shape::kEntry:
      return "entry";
  }
  return "";
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    text.append(text.empty() ? "`" : ", `").append(word).append("`");
  }
  return text;
}

std::string in_code(const std::string& text) { return "`" + text + "`"; }

void add_row(std::string& text, std::initializer_list<std::string_view> cells) {
  for (const std::string_view cell : cells) text.append("| ").append(cell).append(" ");
  text.append("|\n");
}

void add_option(const Description& option, std::string& text) {
  std::string type(name_of(option.type));
  if (!option.words.empty()) type = joined(option.words);
  const bool shows_range = option.type != OptionType::kText && option.type != OptionType::kRate;
  const std::string range = shows_range ? written_range(option.type, option.range) : "";
  if (!range.empty()) type.append(", ").append(range);
  std::string fallback = "none";
  if (option.is_required) {
    fallback = "required";
  } else if (!option.default_value.is_null()) {
    fallback = in_code(yaml_value(option.default_value));
  }
  add_row(text,
          {in_code(option.key), type, fallback, option.is_reloadable ? "yes" : "", option.help});
}

void add_options(const std::vector<Description>& options, std::string& text) {
  text.append(
      "\n| option | value | default | reload | meaning |\n| --- | --- | --- | --- | --- |\n");
  for (const Description& option : options) add_option(option, text);
}

void add_member(const Member& member, std::string& text) {
  const std::string type =
      member.words.empty() ? std::string(name_of(member.shape)) : joined(member.words);
  std::string fallback(member.default_text);
  if (!fallback.empty() && fallback != "NULL") fallback = in_code(fallback);
  if (member.is_required) fallback = "required";
  add_row(text, {in_code(std::string(member.key)), type, fallback, member.help});
}

void add_members(std::string_view title, const std::vector<Member>& members, std::string& text) {
  text.append("\n### ").append(title).append("\n\n");
  text.append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
  for (const Member& member : members) add_member(member, text);
}

void add_record_fields(std::string& text) {
  text.append(
      "\nA source alone is `/x` (a JSON Pointer, RFC 6901, into the event), `./x` (into the "
      "element of "
      "`each`), `.` (the element), `=x`\n(the text x itself), or a field of the record:\n\n"
      "| field | meaning |\n| --- | --- |\n");
  for (const RecordField& field : record_fields()) {
    std::string name(field.name);
    add_row(text, {in_code(name.append(name.ends_with(':') ? "NAME" : "")), field.help});
  }
}

void add_projections(std::string& text) {
  text.append(kProjectionsIntroduction);
  add_members("A projection", projection_members(), text);
  add_members("An entry", entry_members(), text);
  add_members("A source", source_members(), text);
  add_record_fields(text);
}

void add_section(const Section& section, std::string& text) {
  text.append("\n## `").append(section.name).append("`\n\n").append(section.help).append("\n");
  if (section.name == "projections") return add_projections(text);
  if (section.name == "topics") {
    text.append(kTopicsIntroduction);
    return add_options(describe_topic(), text);
  }
  add_options(describe_section(section.name), text);
  if (section.name == "kafka") {
    add_row(text, {"`properties`", "texts by name", "`{}`", "", kPropertiesHelp});
  }
  if (section.name == "admission") {
    add_row(text,
            {"`classes`", "classes by name", "`{}`", "yes", "How edges of a class are answered."});
    text.append("\nA class, `admission.classes.NAME`:\n");
    add_options(describe_admission_class(), text);
  }
}

}  // namespace

std::string option_reference() {
  std::string text(kIntroduction);
  for (const Section& section : sections()) add_section(section, text);
  return text;
}

}  // namespace projector::config
