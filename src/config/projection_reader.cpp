#include "projection_reader.h"

#include <algorithm>
#include <array>

#include "option_value.h"

namespace projector::config {
namespace {

constexpr std::array<std::string_view, 6> kKeys = {"table", "key",     "version",
                                                   "do",    "columns", "removed"};
constexpr std::array<std::string_view, 7> kLaterKeys = {"each",  "within",        "event",    "on",
                                                        "clear", "unknown_event", "tombstone"};

const std::vector<std::string_view>& known_keys() {
  static const std::vector<std::string_view> known(kKeys.begin(), kKeys.end());
  return known;
}

// "/x", "@field" and "=text"; the fields themselves are checked against the table.
bool check_source(Reading& reading, const Entry& entry, const std::string& from) {
  if (from.empty() || from[0] == '/' || from[0] == '@' || from[0] == '=') return true;
  if (from == "." || from.starts_with("./")) {
    reading.unsupported(entry, "pointers into an element of `each` are");
    return false;
  }
  reading.diagnostics().error(place_of(entry.value),
                              entry.path +
                                  ": expected a pointer (/x), a field of the record (@key) or "
                                  "a constant (=x)",
                              "did you mean \"/" + from + "\"?");
  return false;
}

void read_from(Reading& reading, const Entry& entry, ValueSource& source) {
  auto text = reading.text(entry.value, entry.path);
  source.place = reading.diagnostics().written(place_of(entry.value));
  if (text && check_source(reading, entry, *text)) source.from = std::move(*text);
}

// {from: /x, default: y, required: true}
void read_detailed_source(Reading& reading, const Entry& entry, ValueSource& source) {
  bool has_from = false;
  for (const Entry& part : reading.entries(entry.value, entry.path)) {
    if (part.key == "from") {
      has_from = true;
      read_from(reading, part, source);
    } else if (part.key == "default") {
      source.default_text = reading.text(part.value, part.path);
    } else if (part.key == "required") {
      read_value(reading, part, {}, source.required);
    } else if (part.key == "format") {
      reading.unsupported(part, "it is");
    } else {
      reading.unknown_key(part, entry.path, {"from", "default", "required"});
    }
  }
  if (!has_from) reading.diagnostics().error(place_of(entry.value), entry.path + " has no `from`");
  if (source.required && source.default_text) {
    reading.diagnostics().error(place_of(entry.value),
                                entry.path + ": with a default it is never missing",
                                "leave out `required` or `default`");
  }
}

void read_columns(Reading& reading, const Entry& entry, ProjectionOptions& options) {
  for (const Entry& column : reading.entries(entry.value, entry.path)) {
    ColumnSource source;
    source.column = column.key;
    if (column.value.IsMap()) {
      source.source.place = reading.diagnostics().written(place_of(column.value));
      read_detailed_source(reading, column, source.source);
    } else {
      read_from(reading, column, source.source);
    }
    options.columns.push_back(std::move(source));
  }
}

void read_version(Reading& reading, const Entry& entry, ProjectionOptions& options) {
  bool has_from = false;
  for (const Entry& part : reading.entries(entry.value, entry.path)) {
    if (part.key == "column") {
      read_value(reading, part, {1, 63}, options.version_column);
    } else if (part.key == "from") {
      has_from = true;
      read_from(reading, part, options.version);
    } else {
      reading.unknown_key(part, entry.path, {"column", "from"});
    }
  }
  if (!entry.value.IsMap()) return;
  const Place place = place_of(entry.value);
  if (!entry.value["column"]) reading.diagnostics().error(place, entry.path + " has no `column`");
  if (!has_from) reading.diagnostics().error(place, entry.path + " has no `from`");
}

void read_removed(Reading& reading, const Entry& entry, ProjectionOptions& options) {
  for (const Entry& part : reading.entries(entry.value, entry.path)) {
    if (part.key == "column") {
      read_value(reading, part, {1, 63}, options.removed_column);
    } else {
      reading.unknown_key(part, entry.path, {"column"});
    }
  }
}

void read_kind(Reading& reading, const Entry& entry) {
  const std::vector<std::string_view> words = {"upsert", "replace", "update", "delete"};
  const auto word = read_word(reading, entry, words);
  if (word && *word != 0) {
    reading.unsupported(entry, "`" + std::string(words[*word]) + "` is");
  }
}

void read_member(Reading& reading, const Entry& entry, const std::string& where,
                 ProjectionOptions& options) {
  if (entry.key == "table") {
    read_value(reading, entry, {1, 127}, options.table);
  } else if (entry.key == "key") {
    read_value(reading, entry, {1, 32}, options.key);
  } else if (entry.key == "version") {
    read_version(reading, entry, options);
  } else if (entry.key == "columns") {
    read_columns(reading, entry, options);
  } else if (entry.key == "removed") {
    read_removed(reading, entry, options);
  } else if (entry.key == "do") {
    read_kind(reading, entry);
  } else if (std::find(kLaterKeys.begin(), kLaterKeys.end(), entry.key) != kLaterKeys.end()) {
    reading.unsupported(entry, "it is");
  } else {
    reading.unknown_key(entry, where, known_keys());
  }
}

}  // namespace

ProjectionOptions read_projection(Reading& reading, const Entry& entry) {
  ProjectionOptions options;
  options.name = entry.key;
  options.place = reading.diagnostics().written(place_of(entry.key_node));
  const std::vector<Entry> members = reading.entries(entry.value, entry.path);
  for (const Entry& part : members) read_member(reading, part, entry.path, options);

  for (const char* const required : {"table", "key", "version", "columns"}) {
    const bool is_set = std::any_of(members.begin(), members.end(),
                                    [required](const Entry& part) { return part.key == required; });
    if (is_set) continue;
    reading.diagnostics().error(place_of(entry.key_node),
                                entry.path + " has no `" + required + "`");
  }
  return options;
}

}  // namespace projector::config
