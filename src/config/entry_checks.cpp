#include "entry_checks.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string_view>

#include "source_reader.h"
#include "suggestion.h"

namespace projector::config {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

class EntryCheck {
 public:
  EntryCheck(const PlacedEntry& placed, Reading& reading)
      : projection_(placed.projection),
        entry_(placed.entry),
        path_(placed.path),
        is_tombstone_(placed.is_tombstone),
        reading_(reading) {}

  void check_members();
  void check_columns();
  void check_within();
  void check_clear();
  void check_version();

 private:
  bool has(const std::string& member) const { return reading_.is_set(path_ + "." + member); }
  bool has_each() const { return entry_.each.has_value(); }
  bool is(ChangeKind kind) const { return entry_.kind == kind; }
  bool inserts() const {
    return !is_tombstone_ && (is(ChangeKind::kUpsert) || is(ChangeKind::kReplace));
  }

  // At the member if the file has it, else at the entry.
  void error(const std::string& member, const std::string& message, const std::string& hint = {});
  // At the member's value, which the path names.
  void error_of(const std::string& member, const std::string& message,
                const std::string& hint = {});
  void refuse_member(const std::string& member, const std::string& kinds);
  void check_key_columns();
  void check_column(const ColumnSource& column);
  void check_source(const std::string& member, const ValueSource& source);

  const ProjectionOptions& projection_;
  const EntryOptions& entry_;
  const std::string path_;
  const bool is_tombstone_;
  Reading& reading_;
};

void EntryCheck::error(const std::string& member, const std::string& message,
                       const std::string& hint) {
  const std::string place = path_ + "." + member;
  reading_.diagnostics().error(reading_.place_of_first({place.c_str(), path_.c_str()}),
                               path_ + message, hint);
}

void EntryCheck::error_of(const std::string& member, const std::string& message,
                          const std::string& hint) {
  error(member, "." + member + ": " + message, hint);
}

void EntryCheck::refuse_member(const std::string& member, const std::string& kinds) {
  if (has(member)) error_of(member, "only " + kinds + " it", "leave it out, or change `do`");
}

void EntryCheck::check_members() {
  if (is_tombstone_ && !is(ChangeKind::kDelete)) {
    error("do", ": a record without a value can only delete", "write `do: delete`");
  }
  if (!inserts()) refuse_member("each", "upsert and replace take");
  if (!is(ChangeKind::kReplace)) refuse_member("within", "replace takes");
  if (!is(ChangeKind::kDelete)) refuse_member("clear", "delete takes");
  if (!is(ChangeKind::kReplace)) return;
  if (!has("each")) {
    error("do", ": replace needs `each`", "name the array whose elements become rows");
  }
  if (!has("within")) {
    error("do", ": replace needs `within`",
          "name the columns of the key that all rows of an event share");
  }
}

void EntryCheck::check_columns() {
  if (!has("columns")) return error("", " has no `columns`");
  if (entry_.columns.empty()) return;  // The reader has said so.
  check_key_columns();
  for (const ColumnSource& column : entry_.columns) check_column(column);
}

void EntryCheck::check_key_columns() {
  std::string missing;
  std::string hint = "a row is inserted with its whole key";
  std::size_t count = 0;
  std::vector<std::string_view> others;
  for (const ColumnSource& column : entry_.columns) {
    if (!contains(projection_.key, column.column)) others.push_back(column.column);
  }
  for (const std::string& name : projection_.key) {
    const bool is_named =
        std::any_of(entry_.columns.begin(), entry_.columns.end(),
                    [&name](const ColumnSource& column) { return column.column == name; });
    if (is_named) continue;
    missing.append(missing.empty() ? "" : ", ").append(name);
    const std::string_view near = near_word(name, others);
    if (!near.empty()) hint = "is " + in_quotes(near) + " misspelled?";
    ++count;
  }
  if (missing.empty()) return;
  if (inserts()) {
    error_of("columns", "of the key, " + missing + " has no source", hint);
  } else if (count == projection_.key.size()) {
    error_of("columns", "it names no column of the key (" + missing + ")",
             "name all of it for one row, or a part for all rows that bear it");
  }
}

void EntryCheck::check_column(const ColumnSource& column) {
  const std::string member = "columns." + column.column;
  const bool is_key = contains(projection_.key, column.column);
  if (!is_key && column.column == projection_.version_column) {
    return error_of(member, "it is written from `version`", "leave it out");
  }
  if (!is_key && column.column == projection_.removed_column) {
    return error_of(member, "it is written by `removed`", "leave it out");
  }
  if (!is_key && is(ChangeKind::kDelete) && !projection_.key.empty()) {
    return error_of(member, "delete names columns of the key only",
                    "columns that become NULL stand in `clear`");
  }
  check_source(member, column.source);
}

void EntryCheck::check_source(const std::string& member, const ValueSource& source) {
  if (!reading_.is_set(path_ + "." + member)) return;  // It could not be read.
  if (points_into_element(source) && !has_each()) {
    error_of(member, in_quotes(source.from) + " is of an element, but there is no `each`",
             "name the array with `each`, or point into the event, as in /x");
  }
  if (points_into_event(source) && is_tombstone_) {
    error_of(member, "a record without a value has no " + in_quotes(source.from),
             "take a field of the record, as in \"@key\" or \"@header:x\"");
  }
}

void EntryCheck::check_within() {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < entry_.within.size(); ++i) {
    const std::string& name = entry_.within[i];
    const std::string member = "within[" + std::to_string(i) + "]";
    if (!seen.insert(name).second) {
      error_of(member, in_quotes(name) + " stands there twice");
      continue;
    }
    if (!contains(projection_.key, name)) {
      error_of(member, in_quotes(name) + " is no column of the key",
               suggestion(name, {projection_.key.begin(), projection_.key.end()}));
    }
    for (const ColumnSource& column : entry_.columns) {
      if (column.column != name || !points_into_element(column.source)) continue;
      error_of("columns." + name, "it is of `within`, so the same for all elements",
               "point into the event, as in /x");
    }
  }
}

void EntryCheck::check_clear() {
  if (!is(ChangeKind::kDelete) || !has("clear")) return;
  if (!reading_.is_set("projections." + projection_.name + ".removed")) {
    return error_of("clear", "without `removed` the row is deleted, and nothing is left to clear",
                    "mark rows with `removed: {column: ...}`, or leave it out");
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < entry_.clear.size(); ++i) {
    const std::string& name = entry_.clear[i];
    const std::string member = "clear[" + std::to_string(i) + "]";
    if (!seen.insert(name).second) error_of(member, in_quotes(name) + " stands there twice");
    if (contains(projection_.key, name)) {
      error_of(member, in_quotes(name) + " is part of the key, which stays");
    } else if (name == projection_.version_column || name == projection_.removed_column) {
      error_of(member, in_quotes(name) + " is what guards the row, and stays");
    }
  }
}

void EntryCheck::check_version() {
  const std::string shared = "projections." + projection_.name + ".version";
  const bool is_own = entry_.version.has_value();
  if (!reading_.is_set(is_own ? path_ + ".version" : shared)) return;  // It could not be read.
  const ValueSource& version = is_own ? *entry_.version : projection_.version;
  const std::string whose = is_own ? "its version" : "the projection's version";
  const std::string remedy = "give the entry a `version` of its own";
  if (points_into_element(version) && is(ChangeKind::kReplace)) {
    error("version",
          ": replace compares all rows of an event by one version, but " + whose + " " +
              in_quotes(version.from) + " is of an element",
          "point into the event, as in /x");
  } else if (points_into_element(version) && !has_each()) {
    error(
        "version",
        ": " + whose + " " + in_quotes(version.from) + " is of an element, but there is no `each`",
        is_own ? "point into the event, as in /x" : remedy);
  } else if (points_into_event(version) && is_tombstone_) {
    error("version",
          ": a record without a value has no " + in_quotes(version.from) + " for " + whose,
          "write a version that the record has, as in `version: \"@header:version\"`");
  }
}

}  // namespace

void check_entry(const PlacedEntry& placed, Reading& reading) {
  EntryCheck check(placed, reading);
  check.check_members();
  check.check_columns();
  check.check_within();
  check.check_clear();
  check.check_version();
}

}  // namespace projector::config
