#include "projection_reader.h"

#include <algorithm>
#include <array>

#include "entry_reader.h"
#include "member.h"
#include "option_value.h"
#include "projection_checks.h"
#include "source_reader.h"

namespace projector::config {
namespace {

std::vector<std::string_view> known_members() {
  std::vector<std::string_view> known = keys_of(projection_members());
  for (const Member& shared : entry_members()) {
    if (shared.key != "version") known.push_back(shared.key);
  }
  return known;
}

const Range& range_of(std::string_view key) { return member(projection_members(), key).range; }

void read_column(Reading& reading, const Entry& part, std::string& column) {
  read_value(reading, part, member(column_members(), "column").range, column);
}

void read_version(Reading& reading, const Entry& entry, ProjectionOptions& options) {
  if (entry.value.IsScalar() || entry.value.IsNull()) {
    return reading.diagnostics().error(
        place_of(entry.value.IsNull() ? entry.key_node : entry.value),
        entry.path + ": expected the column that keeps it, and where it comes from",
        "as in {column: version, from: /version}");
  }
  const auto columns = read_source_beside(reading, entry, {"column"}, options.version);
  for (const Entry& part : columns) read_column(reading, part, options.version_column);
  if (!columns.empty() || !entry.value.IsMap()) return;
  reading.diagnostics().error(place_of(entry.value), entry.path + " has no `column`");
}

void read_removed(Reading& reading, const Entry& entry, ProjectionOptions& options) {
  if (entry.value.IsScalar()) {
    return reading.diagnostics().error(place_of(entry.value),
                                       entry.path + ": expected the column that bears the mark",
                                       "as in {column: removed_at}");
  }
  bool has_column = false;
  for (const Entry& part : reading.entries(entry.value, entry.path)) {
    if (part.key == "column") {
      has_column = true;
      read_column(reading, part, options.removed_column);
    } else {
      reading.unknown_key(part, entry.path, keys_of(column_members()));
    }
  }
  if (has_column || entry.value.IsSequence()) return;
  reading.diagnostics().error(place_of(entry.key_node), entry.path + " has no `column`");
}

void read_on(Reading& reading, const Entry& entry, ProjectionOptions& options) {
  const std::vector<Entry> events = reading.entries(entry.value, entry.path);
  options.entries.reserve(events.size());
  for (const Entry& event : events) {
    if (event.key.empty()) {
      reading.diagnostics().error(place_of(event.key_node), entry.path + ": an event has no name");
      continue;
    }
    options.entries.push_back(read_entry(reading, event));
    options.entries.back().event = event.key;
  }
  if (!events.empty() || entry.value.IsScalar() || entry.value.IsSequence()) return;
  reading.diagnostics().error(place_of(entry.key_node), entry.path + " names no event");
}

void read_unknown_event(Reading& reading, const Entry& entry, ProjectionOptions& options) {
  const auto word = read_word(reading, entry, member(projection_members(), "unknown_event").words);
  if (word) options.unknown_event = static_cast<UnknownEventPolicy>(*word);
}

// `only`: the entry that stands in the projection itself.
void read_member(Reading& reading, const Entry& part, const std::string& where,
                 ProjectionOptions& options, EntryOptions& only) {
  if (read_entry_member(reading, part, only)) return;
  if (part.key == "table") {
    read_value(reading, part, range_of("table"), options.table);
  } else if (part.key == "key") {
    read_value(reading, part, range_of("key"), options.key);
  } else if (part.key == "version") {
    return read_version(reading, part, options);
  } else if (part.key == "event") {
    return read_source(reading, part, options.event.emplace());
  } else if (part.key == "on") {
    read_on(reading, part, options);
  } else if (part.key == "tombstone") {
    options.tombstone = read_entry(reading, part);
  } else if (part.key == "removed") {
    read_removed(reading, part, options);
  } else if (part.key == "unknown_event") {
    read_unknown_event(reading, part, options);
  } else if (part.key == "true") {
    return reading.diagnostics().error(
        place_of(part.key_node), "unknown key \"true\" in " + where,
        "some tools make that of a plain on: write \"on\" in quotes");
  } else {
    return reading.unknown_key(part, where, known_members());
  }
  reading.note(part.path, place_of(part.key_node));
}

void check_required(Reading& reading, const Entry& entry, const std::vector<Entry>& members) {
  for (const Member& described : projection_members()) {
    const bool is_set =
        std::any_of(members.begin(), members.end(),
                    [&described](const Entry& part) { return part.key == described.key; });
    if (is_set || !described.is_required) continue;
    std::string message = entry.path;
    message.append(" has no `").append(described.key).append("`");
    reading.diagnostics().error(place_of(entry.key_node), message);
  }
}

// Whether the projection itself is an entry.
bool is_entry(const Reading& reading, const std::string& path) {
  const std::array<std::string_view, 5> members = {".do", ".each", ".within", ".columns", ".clear"};
  return std::any_of(members.begin(), members.end(), [&](std::string_view member) {
    return reading.is_set(path + std::string(member));
  });
}

}  // namespace

ProjectionOptions read_projection(Reading& reading, const Entry& entry) {
  ProjectionOptions options;
  options.name = entry.key;
  options.place = reading.diagnostics().written(place_of(entry.key_node));
  reading.note(entry.path, place_of(entry.key_node));

  EntryOptions only;
  only.place = options.place;
  const std::vector<Entry> members = reading.entries(entry.value, entry.path);
  for (const Entry& part : members) read_member(reading, part, entry.path, options, only);
  check_required(reading, entry, members);

  const bool has_on = reading.is_set(entry.path + ".on");
  const bool wants_entry = !options.event && !options.tombstone;
  if (!has_on && (wants_entry || is_entry(reading, entry.path))) {
    options.entries.push_back(std::move(only));
  }
  check_projection(options, entry.path, reading);
  return options;
}

}  // namespace projector::config
