#include "projection_checks.h"

#include <algorithm>
#include <set>

#include "entry_checks.h"
#include "source_reader.h"

namespace projector::config {
namespace {

void error_at(Reading& reading, const std::string& path, const std::string& message,
              const std::string& hint = {}) {
  reading.diagnostics().error(reading.place_of_first({path.c_str()}), path + ": " + message, hint);
}

// Several kinds of records under `on`, or one in the projection itself.
void check_form(const ProjectionOptions& options, const std::string& path, Reading& reading) {
  const bool has_on = reading.is_set(path + ".on");
  if (has_on && !options.event) {
    error_at(reading, path + ".on", "there is no `event` to choose by",
             "say where an event's name stands, as in `event: /type`");
  }
  if (!has_on && options.event) {
    error_at(reading, path + ".event", "there is no `on` for it to choose from",
             "add `on` with an entry for each event, or leave it out");
  }
  // A record without a value that no `tombstone` is for is unknown too.
  const bool knows_all = !options.event && !options.entries.empty() && options.tombstone;
  if (knows_all && reading.is_set(path + ".unknown_event")) {
    error_at(reading, path + ".unknown_event",
             "without `event`, and with a `tombstone`, no record is unknown", "leave it out");
  }
  if (!has_on) return;
  for (const char* const member : {".do", ".each", ".within", ".columns", ".clear"}) {
    if (!reading.is_set(path + member)) continue;
    error_at(reading, path + member, "beside `on` it stands in the entries", "move it there");
  }
}

void check_event(const ProjectionOptions& options, const std::string& path, Reading& reading) {
  if (!options.event || !reading.is_set(path + ".event")) return;
  if (is_constant(*options.event) || points_into_element(*options.event)) {
    error_at(reading, path + ".event", "it must be of the event or the record",
             "as in /type or \"@header:type\"");
  }
  if (options.event->format != ValueFormat::kAsWritten) {
    error_at(reading, path + ".event", "a name has no `format`", "leave it out");
  }
}

void warn_of_one_version(const ProjectionOptions& options, const std::string& path,
                         Reading& reading) {
  if (!is_constant(options.version)) return;
  const std::string place = path + ".version";
  reading.diagnostics().warn(
      reading.place_of_first({(place + ".from").c_str(), place.c_str(), path.c_str()}),
      place + " is the same for all records: a row is written once, and never changes again",
      "point to what rises with every change, as in /version or \"@offset\"");
}

void check_guards(const ProjectionOptions& options, const std::string& path, Reading& reading) {
  std::set<std::string> key;
  for (const std::string& name : options.key) {
    if (!key.insert(name).second) {
      error_at(reading, path + ".key", "\"" + name + "\" stands there twice");
    }
  }
  if (key.contains(options.version_column)) {
    error_at(reading, path + ".key",
             "\"" + options.version_column + "\" is the version, so no row could get another",
             "leave it out");
  }
  if (options.removed_column.empty()) return;
  if (key.contains(options.removed_column) || options.removed_column == options.version_column) {
    error_at(reading, path + ".removed",
             "\"" + options.removed_column + "\" is already the version or part of the key",
             "name a column that nothing else writes");
  }
}

bool removes(const EntryOptions& entry) {
  return entry.kind == ChangeKind::kDelete || entry.kind == ChangeKind::kReplace;
}

void warn_of_returning_rows(const ProjectionOptions& options, const std::string& path,
                            Reading& reading) {
  const bool removes_any =
      options.tombstone || std::any_of(options.entries.begin(), options.entries.end(), &removes);
  if (!removes_any || reading.is_set(path + ".removed")) return;
  reading.diagnostics().warn(
      reading.place_of_first({path.c_str()}),
      path + " deletes rows: a version older than a deletion can bring the row back",
      "with `removed: {column: ...}` rows stay, marked, and keep their version");
}

}  // namespace

void check_projection(const ProjectionOptions& options, const std::string& path, Reading& reading) {
  check_form(options, path, reading);
  check_event(options, path, reading);
  check_guards(options, path, reading);
  const bool has_on = reading.is_set(path + ".on");
  for (const EntryOptions& entry : options.entries) {
    check_entry({options, entry, has_on ? path + ".on." + entry.event : path}, reading);
  }
  if (options.tombstone) {
    check_entry({options, *options.tombstone, path + ".tombstone", true}, reading);
  }
  warn_of_one_version(options, path, reading);
  warn_of_returning_rows(options, path, reading);
}

}  // namespace projector::config
