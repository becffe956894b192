#include "postgres/error_class.h"

#include <algorithm>
#include <array>

#include "projector/base/check.h"

namespace projector::postgres {
namespace {

constexpr std::array kStateRules = {
    // One of the rows can never be applied.
    StateRule{"428C9", WriteAction::kIsolate},  // A value for a generated column.
    StateRule{"54000", WriteAction::kIsolate},  // Program limit, such as an index row too large.
    StateRule{"54001", WriteAction::kIsolate},  // Too complex: a value nested too deep.
    StateRule{"21", WriteAction::kIsolate},     // Cardinality: the same key twice in one statement.
    StateRule{"22", WriteAction::kIsolate},     // Data.
    StateRule{"23", WriteAction::kIsolate},     // Constraints.
    StateRule{"44", WriteAction::kIsolate},     // The check option of a view.
    StateRule{"P0", WriteAction::kIsolate},     // Raised by a trigger or function.
    // The table is not what the projection was compiled against.
    StateRule{"42", WriteAction::kStop},     // Names, types, privileges.
    StateRule{"0A", WriteAction::kStop},     // Not supported on this table.
    StateRule{"55000", WriteAction::kStop},  // Not in the state it needs, such as not updatable.
    // The server goes, comes, is full, or is not the one that takes writes (after a failover).
    StateRule{"08", WriteAction::kLinkLost}, StateRule{"25006", WriteAction::kUnavailable},
    StateRule{"53300", WriteAction::kUnavailable}, StateRule{"57P01", WriteAction::kUnavailable},
    StateRule{"57P02", WriteAction::kUnavailable}, StateRule{"57P03", WriteAction::kUnavailable},
    // States that pass. Whatever stands nowhere here is unknown.
    StateRule{"57014", WriteAction::kRetrySmaller},  // The statement's timeout, or cancelled.
    StateRule{"55P03", WriteAction::kRetryAlone},    // The lock's timeout.
    StateRule{"40", WriteAction::kRetryLater},       // Deadlocks and conflicts.
    StateRule{"53", WriteAction::kRetryLater},       // Disk or memory full.
    StateRule{"57", WriteAction::kRetryLater},       // An operator intervened.
    StateRule{"26", WriteAction::kRetryLater},       // A pooler or reset took what was prepared.
};

constexpr std::array kStatelessRules = {
    StatelessRule{StatelessFailure::kNotConnected, WriteAction::kUnavailable, true},
    StatelessRule{StatelessFailure::kTurnedAway, WriteAction::kUnavailable, true},
    StatelessRule{StatelessFailure::kBrokenLink, WriteAction::kLinkLost, true},
    // The writes have one effect, so doing them again is right either way.
    StatelessRule{StatelessFailure::kInDoubt, WriteAction::kLinkLost, true},
    StatelessRule{StatelessFailure::kNoState, WriteAction::kRetryUnknown, false},
    StatelessRule{StatelessFailure::kClient, WriteAction::kRetryUnknown, true},
};

// Both "permission denied" and a row that a policy refuses are 42501. The policies' message is not
// told apart by any other field; a server with translated messages stops the table instead.
bool is_refused_by_policy(std::string_view sqlstate, std::string_view message) {
  return sqlstate == "42501" && message.find("row-level security") != std::string_view::npos;
}

}  // namespace

std::span<const StateRule> state_rules() { return kStateRules; }

std::span<const StatelessRule> stateless_rules() { return kStatelessRules; }

const StatelessRule& rule_for(StatelessFailure failure) {
  const auto* const rule = std::ranges::find(kStatelessRules, failure, &StatelessRule::failure);
  PROJECTOR_CHECK(rule != kStatelessRules.end(), "every kind of failure has its rule");
  return *rule;
}

WriteAction action_for(std::string_view sqlstate, std::string_view message) {
  if (sqlstate.empty()) return rule_for(StatelessFailure::kNoState).action;
  if (is_refused_by_policy(sqlstate, message)) return WriteAction::kIsolate;
  for (const StateRule& rule : kStateRules) {
    if (sqlstate.starts_with(rule.states)) return rule.action;
  }
  return WriteAction::kRetryUnknown;
}

}  // namespace projector::postgres
