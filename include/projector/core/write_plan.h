// What a row change means in its table: made once from configuration and catalog, then constant.
//
// Each kind of change of a projection compiles to a write plan; entries that differ only in where
// their values come from share one. The mapper fills cells in the plan's column order, the fold
// compares them, the sink makes a statement from the plan.
//
//   upsert            its rows
//   replace           a row for each element, by a kUpsert plan, and then one row of a kReplace
//   plan
//                     that names the parent: the cells of `within`. The rows of that parent which
//                     are older than its version are removed. Those just upserted are not older, so
//                     nothing needs to be listed.
//   update, delete    a row that names the key, or a part of it (is_whole_key is false): then all
//                     rows that bear it

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace projector {

enum class ChangeKind : std::uint8_t { kUpsert, kReplace, kUpdate, kDelete };

struct PlanColumn {
  std::string name;
  std::string type;  // As PostgreSQL's format_type() writes it: what the text is cast to.

  friend bool operator==(const PlanColumn&, const PlanColumn&) = default;
};

// How a table marks removed rows; without one they are deleted.
enum class RemovedMark : std::uint8_t { kNone, kTimestamp, kBoolean };

struct WritePlan {
  ChangeKind kind = ChangeKind::kUpsert;
  std::string schema;
  std::string table;
  std::uint32_t table_index = 0;  // The same for plans of the same table, within a topic.
  // The key columns first, `key_count` of them and in the order of the table's key, then those that
  // are set, the version column last. Of kDelete and kReplace with a timestamp mark, the mark is
  // the one that is set; a boolean mark has no cell. Of kDelete and kReplace without a mark,
  // nothing is set: the rows go.
  std::vector<PlanColumn> columns;
  std::size_t key_count = 0;
  std::vector<std::uint32_t> key_places;  // Of each key column, its place in the table's key.
  bool is_whole_key = true;
  RemovedMark removed_mark = RemovedMark::kNone;
  std::string removed_column;
  std::vector<std::string> cleared;  // Of kDelete with a mark: columns set to NULL.

  std::size_t version_index() const { return columns.size() - 1; }

  friend bool operator==(const WritePlan&, const WritePlan&) = default;
};

// All plans of one topic; a RowChange names its plan by its place here.
using WritePlans = std::vector<WritePlan>;

}  // namespace projector
