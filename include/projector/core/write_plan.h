// What a row change means in its table: made once from configuration and catalog, then constant.
//
// A projection entry (one `do` with its columns) compiles to one write plan. The mapper fills cells
// in the plan's column order, the fold compares them, the sink makes a statement from the plan.

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
};

// How a table marks removed rows; without one they are deleted.
enum class RemovedMark : std::uint8_t { kNone, kTimestamp, kBoolean };

struct WritePlan {
  ChangeKind kind = ChangeKind::kUpsert;
  std::string schema;
  std::string table;
  // The key columns first, `key_count` of them, then the others, the version column last.
  std::vector<PlanColumn> columns;
  std::size_t key_count = 0;
  RemovedMark removed_mark = RemovedMark::kNone;
  std::string removed_column;

  std::size_t version_index() const { return columns.size() - 1; }
};

// All plans of one topic; a RowChange names its plan by its place here.
using WritePlans = std::vector<WritePlan>;

}  // namespace projector
