// The simulated PostgreSQL: tables in memory, and what the statements of a folded batch mean in SQL
// (contract, section 5): by their plans alone, with no idea of the records that they came from.
//
// A transaction is done at one moment. What two transactions do at once is for the real server's
// tests; here one is late, lost or undone.
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "projector/core/fold.h"
#include "projector/core/settlement.h"
#include "projector/core/write_plan.h"

#include "rows.h"

namespace projector::simulation {

class Server {
 public:
  explicit Server(std::vector<TableShape> shapes)
      : shapes_(std::move(shapes)),
        tables_(shapes_.size()),
        refuses_poison_(shapes_.size(), true) {}

  // A constraint of the table refuses poisoned rows, or does no longer.
  void mend(std::size_t table) { refuses_poison_[table] = false; }
  bool refuses_poison(std::size_t table) const { return refuses_poison_[table]; }

  // A result for each statement; nullopt: a constraint refused a row. Nothing is durable before
  // commit(), and everything is undone by roll_back(). Throws Violation for statements that
  // PostgreSQL would refuse, or whose effect it would leave open.
  std::optional<std::vector<StatementResult>> run(const FoldedBatch& batch,
                                                  const WritePlans& plans);
  void commit();
  void roll_back();

  const std::vector<TableShape>& shapes() const { return shapes_; }
  const std::vector<Rows>& tables() const { return tables_; }

 private:
  struct Undo {
    std::size_t table;
    Key key;
    std::optional<Row> before;
  };
  // A row of a statement.
  struct Parameters {
    const WritePlan& plan;
    std::size_t table;
    const Cell* cells;
    std::int64_t version;
  };

  Parameters parameters_of(const FoldedBatch& batch, const WritePlans& plans, std::uint32_t row);
  bool write(const FoldedBatch& batch, const WritePlans& plans, const FoldedStatement& statement,
             StatementResult& result);
  bool upsert(const Parameters& given, std::uint64_t& changed);
  bool change(const Parameters& given, std::uint64_t& changed);
  Standing look(const Parameters& given);
  void put(const Parameters& given, Row& row);
  bool is_refused(const Parameters& given) const;
  void meet(std::size_t table, const Key& key);
  void keep(std::size_t table, const Key& key);

  const std::vector<TableShape> shapes_;
  std::vector<Rows> tables_;
  std::vector<bool> refuses_poison_;
  std::vector<Undo> undo_;
  std::vector<std::pair<std::size_t, Key>> met_;  // By the statement in hand.
};

// What PostgreSQL keeps of a cell.
std::optional<std::string> stored(Cell cell, const std::string& type);

}  // namespace projector::simulation
