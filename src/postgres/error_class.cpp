#include "postgres/error_class.h"

#include <array>

namespace projector::postgres {
namespace {

struct Rule {
  std::string_view states;  // A whole SQLSTATE, or the two characters of its class.
  WriteAction action;
};

// The first rule whose text begins the SQLSTATE wins: whole states stand before their class.
constexpr std::array kRules = {
    // One of the rows can never be applied.
    Rule{"428C9", WriteAction::kIsolate},  // A value for a generated column.
    Rule{"54000", WriteAction::kIsolate},  // Program limit, such as an index row too large.
    Rule{"54001", WriteAction::kIsolate},  // Statement too complex: a value nested too deep.
    Rule{"21", WriteAction::kIsolate},     // Cardinality: the same key twice in one statement.
    Rule{"22", WriteAction::kIsolate},     // Data.
    Rule{"23", WriteAction::kIsolate},     // Constraints.
    Rule{"44", WriteAction::kIsolate},     // The check option of a view.
    Rule{"P0", WriteAction::kIsolate},     // Raised by a trigger or function.
    // The table is not what the projection was compiled against.
    Rule{"42", WriteAction::kStop},     // Names, types, privileges.
    Rule{"0A", WriteAction::kStop},     // Not supported on this table.
    Rule{"55000", WriteAction::kStop},  // Not in the state it needs, such as not updatable.
    // The server goes, comes, is full, or is not the one that takes writes (after a failover).
    Rule{"08", WriteAction::kUnavailable},
    Rule{"25006", WriteAction::kUnavailable},
    Rule{"53300", WriteAction::kUnavailable},
    Rule{"57P01", WriteAction::kUnavailable},
    Rule{"57P02", WriteAction::kUnavailable},
    Rule{"57P03", WriteAction::kUnavailable},
};

// Both "permission denied" and a row that a policy refuses are 42501. The policies' message is not
// told apart by any other field; a server with translated messages stops the table instead.
bool is_refused_by_policy(std::string_view sqlstate, std::string_view message) {
  return sqlstate == "42501" && message.find("row-level security") != std::string_view::npos;
}

}  // namespace

WriteAction action_for(std::string_view sqlstate, std::string_view message) {
  if (is_refused_by_policy(sqlstate, message)) return WriteAction::kIsolate;
  for (const Rule& rule : kRules) {
    if (sqlstate.starts_with(rule.states)) return rule.action;
  }
  return WriteAction::kRetryLater;
}

}  // namespace projector::postgres
