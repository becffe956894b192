#include "entry_reader.h"

#include "member.h"
#include "option_value.h"
#include "source_reader.h"

namespace projector::config {
namespace {

const Member& described(std::string_view key) { return member(entry_members(), key); }

void read_kind(Reading& reading, const Entry& entry, EntryOptions& options) {
  const auto word = read_word(reading, entry, described("do").words);
  if (word) options.kind = static_cast<ChangeKind>(*word);
}

void read_each(Reading& reading, const Entry& entry, EntryOptions& options) {
  auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  if (text->empty() || text->starts_with('/')) {
    options.each = std::move(*text);
    return;
  }
  const bool is_word = text->find_first_of(".@=") != 0;
  reading.diagnostics().error(place_of(entry.value),
                              entry.path + ": expected a pointer to an array of the event (/x)",
                              is_word ? "did you mean \"/" + *text + "\"?" : "");
  options.each = "";  // So that what points into its elements is no mistake of its own.
}

void read_columns(Reading& reading, const Entry& entry, EntryOptions& options) {
  const std::string shape = "name each with its source, as in {id: /id}";
  if (entry.value.IsSequence() || entry.value.IsScalar()) {
    return reading.diagnostics().error(place_of(entry.value),
                                       entry.path + ": expected columns with their sources, got " +
                                           (entry.value.IsSequence() ? "a list" : "a single value"),
                                       shape);
  }
  const std::vector<Entry> columns = reading.entries(entry.value, entry.path);
  if (columns.empty()) {
    reading.diagnostics().error(place_of(entry.key_node), entry.path + ": it names no column",
                                shape);
  }
  options.columns.reserve(columns.size());
  for (const Entry& column : columns) {
    ColumnSource source;
    source.column = column.key;
    read_source(reading, column, source.source);
    options.columns.push_back(std::move(source));
  }
}

void read_own_version(Reading& reading, const Entry& entry, EntryOptions& options) {
  if (entry.value.IsMap() && entry.value["column"]) {
    reading.diagnostics().error(place_of(entry.value),
                                entry.path + ": all entries write the projection's version column",
                                "write only where this entry's version comes from");
    return;
  }
  read_source(reading, entry, options.version.emplace());
}

}  // namespace

bool read_entry_member(Reading& reading, const Entry& part, EntryOptions& options) {
  if (part.key == "do") {
    read_kind(reading, part, options);
  } else if (part.key == "each") {
    read_each(reading, part, options);
  } else if (part.key == "within") {
    read_value(reading, part, described("within").range, options.within);
  } else if (part.key == "columns") {
    read_columns(reading, part, options);
  } else if (part.key == "clear") {
    read_value(reading, part, described("clear").range, options.clear);
  } else {
    return false;
  }
  reading.note(part.path, place_of(part.key_node));
  return true;
}

EntryOptions read_entry(Reading& reading, const Entry& entry) {
  EntryOptions options;
  options.place = reading.diagnostics().written(place_of(entry.key_node));
  reading.note(entry.path, place_of(entry.key_node));
  for (const Entry& part : reading.entries(entry.value, entry.path)) {
    if (read_entry_member(reading, part, options)) continue;
    if (part.key == "version") {
      read_own_version(reading, part, options);
    } else {
      reading.unknown_key(part, entry.path, keys_of(entry_members()));
    }
  }
  return options;
}

}  // namespace projector::config
