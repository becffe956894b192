// A table in memory, changed by one row change at a time as the contract's normative fold says
// (section 5). It knows no waves, statements or SQL: what the daemon does is held against it.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projector/core/write_plan.h"

#include "test_database.h"

namespace projector::postgres {

// What a change did to the rows that it met.
struct ModelEffect {
  bool has_changed = false;
  bool was_refused = false;
};

class TableModel {
 public:
  struct Row {
    std::map<std::string, Text> values;  // Of columns that are not named here: NULL.
    std::optional<std::int64_t> version;
    Text mark;
  };

  // `columns`: all but version and mark, the key's first.
  TableModel(std::vector<std::string> columns, RemovedMark mark)
      : columns_(std::move(columns)), mark_(mark) {}

  void insert(Row row) { rows_.push_back(std::move(row)); }
  ModelEffect apply(const WritePlan& plan, const std::vector<Text>& cells);

  // Columns, version and mark with "|" in between, NULL as "-"; a line for each row, in their
  // order.
  std::string text() const;

 private:
  std::vector<Row*> rows_of(const WritePlan& plan, const std::vector<Text>& cells);
  void change(Row& row, const WritePlan& plan, const std::vector<Text>& cells) const;

  std::vector<std::string> columns_;
  RemovedMark mark_;
  std::vector<Row> rows_;
};

// A record of these rows: applied if a row changed, else stale if one was refused, else unmatched.
enum class ModelOutcome : std::uint8_t { kApplied, kStale, kUnmatched };

ModelOutcome apply_record(std::vector<TableModel>& tables, const WritePlans& plans,
                          const std::vector<TestRow>& record);

}  // namespace projector::postgres
