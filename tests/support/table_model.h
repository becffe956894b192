// Tables in memory: records applied one at a time by the contract's fold (section 5), and folded
// statements by what their SQL means. Shares nothing with the code that it judges.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "projector/core/settlement.h"

#include "support/batch_text.h"

namespace projector {

struct ModelRow {
  std::optional<std::int64_t> version;  // NULL: older than any.
  std::map<std::string, std::string> values;
  std::string mark;  // Empty: not removed.

  friend bool operator==(const ModelRow&, const ModelRow&) = default;
};

class TableModel {
 public:
  // Table and key.
  using Key = std::pair<std::uint32_t, std::vector<std::string>>;

  std::map<Key, ModelRow> rows;
  bool touched_twice = false;  // One statement met a row by two of its own.

  friend bool operator==(const TableModel&, const TableModel&) = default;

  // Applies the records one at a time.
  RecordCounts apply(const BatchText& text, RecordRange range);
  std::vector<StatementResult> run(const FoldedBatch& folded);

 private:
  // The keys of the rows in the table that a change names.
  std::vector<Key> met(const Batch& batch, const WritePlan& plan, std::uint32_t row) const;
  void upsert(const Batch& batch, const WritePlan& plan, std::uint32_t row);
  void remove(const Batch& batch, const WritePlan& plan, std::uint32_t row, const Key& key);
  void change(const Batch& batch, const WritePlan& plan, std::uint32_t row, const Key& key);
  void apply_row(const BatchText& text, std::uint32_t row, bool& changed, bool& refused);
  StatementResult look(const FoldedBatch& folded, const FoldedStatement& statement) const;
  StatementResult write(const FoldedBatch& folded, const FoldedStatement& statement);
};

}  // namespace projector
