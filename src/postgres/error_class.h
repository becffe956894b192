// What to do next after a failure (design decision 9): the only place that looks at an SQLSTATE, or
// at the kind of an exception that bears none. Both are tables.
//
// Unknown states mean "retry": a stall is visible, a lost row is not.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "projector/core/write_result.h"

namespace projector::postgres {

// The first one whose text begins the SQLSTATE counts: whole states stand before their class.
struct StateRule {
  std::string_view states;  // A whole SQLSTATE, or the two characters of its class.
  WriteAction action;
};
std::span<const StateRule> state_rules();

// Failures for which the server gave no SQLSTATE, or none that libpqxx hands on.
enum class StatelessFailure : std::uint8_t {
  kNotConnected,  // No session could be opened; nothing was sent.
  kTurnedAway,    // Likewise: too many connections.
  kBrokenLink,    // The link broke while a statement was under way.
  kInDoubt,       // The link broke during COMMIT: done or not, nobody knows.
  kNoState,       // The server refused without saying why.
  kClient,        // libpq could not even send or receive.
};
struct StatelessRule {
  StatelessFailure failure;
  WriteAction action;
  bool ends_session;  // A new session is the way to a known state.
};
std::span<const StatelessRule> stateless_rules();

// `message` is the server's; it settles the one state that two unlike refusals share. No SQLSTATE:
// that of kNoState.
WriteAction action_for(std::string_view sqlstate, std::string_view message);
const StatelessRule& rule_for(StatelessFailure failure);

}  // namespace projector::postgres
