#include "entry_check.h"

#include <algorithm>
#include <set>
#include <string>

#include "table_check.h"

namespace projector {
namespace {

class EntryCheck {
 public:
  EntryCheck(const EntryOptions& entry, const ProjectionOptions& options, const TableCatalog& table,
             Findings& findings)
      : entry_(entry), options_(options), table_(table), findings_(findings) {}

  void check_members();
  void check_columns();
  void check_key();
  void check_unnamed_columns();
  void check_within();
  void check_clear();
  void check_version();

 private:
  bool is(ChangeKind kind) const { return entry_.kind == kind; }
  bool inserts() const { return is(ChangeKind::kUpsert) || is(ChangeKind::kReplace); }
  bool is_key(const std::string& name) const { return contains(options_.key, name); }
  bool has_column(const std::string& name) const {
    return std::any_of(entry_.columns.begin(), entry_.columns.end(),
                       [&name](const ColumnSource& column) { return column.column == name; });
  }
  void add(const std::string& what, const std::string& remedy = {}) {
    findings_.add(entry_.place, what, remedy);
  }
  void check_column(const ColumnSource& column);
  void check_cleared(const std::string& name);

  const EntryOptions& entry_;
  const ProjectionOptions& options_;
  const TableCatalog& table_;
  Findings& findings_;
};

void EntryCheck::check_members() {
  if (entry_.each && !inserts()) {
    add("`each` is for upsert and replace only", "leave it out, or change `do`");
  }
  if (!entry_.within.empty() && !is(ChangeKind::kReplace)) {
    add("`within` is for replace only", "leave it out, or change `do`");
  }
  if (!entry_.clear.empty() && !is(ChangeKind::kDelete)) {
    add("`clear` is for delete only", "leave it out, or change `do`");
  }
  if (is(ChangeKind::kReplace) && !entry_.each) {
    add("replace needs `each`", "name the array whose elements become rows");
  }
}

void EntryCheck::check_columns() {
  std::set<std::string> named;
  for (const ColumnSource& column : entry_.columns) {
    check_column(column);
    if (!named.insert(column.column).second) {
      findings_.add(column.source.place, "column " + in_quotes(column.column) + " is named twice");
    }
  }
  const bool sets_any =
      std::any_of(entry_.columns.begin(), entry_.columns.end(),
                  [this](const ColumnSource& column) { return !is_key(column.column); });
  if (is(ChangeKind::kUpdate) && !sets_any) {
    add("update names no column beside the key", "name in `columns` what it sets");
  }
}

void EntryCheck::check_column(const ColumnSource& column) {
  const std::string& name = column.column;
  const std::string& place = column.source.place;
  const bool is_told_of_key = is_key(name) && find_column(table_, name) == nullptr;
  if (!is_told_of_key) check_named_column(table_, name, place, findings_);
  if (is_key(name)) return;
  if (name == options_.version_column || name == options_.removed_column) {
    findings_.add(place, "column " + in_quotes(name) + " is filled by `version` or `removed`",
                  "leave it out of `columns`");
  } else if (is(ChangeKind::kDelete)) {
    findings_.add(
        place,
        "column " + in_quotes(name) + " is not part of the key, and delete names such columns only",
        "what is to become NULL stands in `clear`");
  }
}

void EntryCheck::check_key() {
  std::size_t named = 0;
  std::string missing;
  for (const std::string& name : options_.key) {
    if (has_column(name)) {
      ++named;
    } else {
      missing.append(missing.empty() ? "" : ", ").append(in_quotes(name));
    }
  }
  if (inserts() && !missing.empty()) {
    add("a row is inserted with its whole key, and " + missing + " has no source",
        "name it in `columns`");
  } else if (named == 0) {
    add("it names no column of the key (" + missing + ")",
        "name all of it in `columns` for one row, or a part for all rows that bear it");
  }
}

void EntryCheck::check_unnamed_columns() {
  if (!inserts()) return;
  for (const CatalogColumn& column : table_.columns) {
    if (column.nullable || column.has_default || column.generated) continue;
    if (has_column(column.name) || is_key(column.name)) continue;
    if (column.name == options_.version_column) continue;
    const bool is_mark = column.name == options_.removed_column;
    add("column " + in_quotes(column.name) +
            " is NOT NULL and has no default, so no row can be inserted without it",
        (is_mark ? "give it the default false" : "name it in `columns`, or give it a default"));
  }
}

void EntryCheck::check_within() {
  if (!is(ChangeKind::kReplace)) return;
  std::set<std::string> parent;
  for (const std::string& name : entry_.within) {
    if (!is_key(name)) {
      add("`within` names " + in_quotes(name) + ", which is no column of the key");
    } else if (!parent.insert(name).second) {
      add("`within` names " + in_quotes(name) + " twice");
    }
  }
  if (parent.empty()) {
    add("replace needs `within`", "name the columns of the key that all rows of an event share");
  } else if (parent.size() == options_.key.size()) {
    add("`within` is the whole key, so no other row could be removed",
        "leave out what tells the "
        "rows of an event apart, or use upsert");
  }
  for (const ColumnSource& column : entry_.columns) {
    if (!parent.contains(column.column) || !is_of_element(column.source)) continue;
    findings_.add(column.source.place,
                  "column " + in_quotes(column.column) +
                      " is of `within`, so it is the same for all elements",
                  "point into the event, as in \"/x\"");
  }
}

void EntryCheck::check_clear() {
  if (entry_.clear.empty() || !is(ChangeKind::kDelete)) return;
  if (options_.removed_column.empty()) {
    add("`clear` needs `removed`",
        "without a mark the row is deleted, and nothing is left to clear");
  }
  std::set<std::string> seen;
  for (const std::string& name : entry_.clear) {
    if (!seen.insert(name).second) {
      add("`clear` names " + in_quotes(name) + " twice");
    } else {
      check_cleared(name);
    }
  }
}

void EntryCheck::check_cleared(const std::string& name) {
  const CatalogColumn* const column = find_column(table_, name);
  if (is_key(name) || name == options_.version_column || name == options_.removed_column) {
    add("`clear` names " + in_quotes(name) +
        ", which is of the key, the version or the mark: those stay");
  } else if (column == nullptr || column->generated) {
    check_named_column(table_, name, entry_.place, findings_);
  } else if (!column->nullable) {
    add("`clear` names " + in_quotes(name) + ", which is NOT NULL",
        "ALTER TABLE " + sql_name(table_) + " ALTER COLUMN " + sql_identifier(name) +
            " DROP NOT NULL");
  }
}

void EntryCheck::check_version() {
  const ValueSource& version = version_of(entry_, options_);
  if (!is(ChangeKind::kReplace) || !is_of_element(version)) return;
  findings_.add(version.place,
                "replace compares all rows of an event by one version, but " +
                    in_quotes(version.from) + " is of an element",
                "point into the event, as in \"/version\"");
}

}  // namespace

bool is_of_element(const ValueSource& source) {
  return source.from.starts_with('.') || source.from == "@index";
}

const ValueSource& version_of(const EntryOptions& entry, const ProjectionOptions& options) {
  return entry.version ? *entry.version : options.version;
}

void check_entry(const EntryOptions& entry, const ProjectionOptions& options,
                 const TableCatalog& table, Findings& findings) {
  EntryCheck check(entry, options, table, findings);
  check.check_members();
  check.check_columns();
  check.check_key();
  check.check_unnamed_columns();
  check.check_within();
  check.check_clear();
  check.check_version();
}

}  // namespace projector
