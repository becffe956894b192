// Whether a topic's freshness budget is at risk and the sink is why: what `protecting` follows
// from.
//
// Decided from the forecast, before the budget is broken, and with distance between beginning and
// end: a load at the edge must not hold and release others in turn.
//
// Thread: one owner.

#pragma once

#include <optional>

#include "projector/base/time.h"

namespace projector {

struct RiskSight {
  double budget_seconds = 0;
  double reached_seconds = 0;  // By forecast; not less than the age now.
  bool is_sink_limit = false;
};

class BudgetRisk {
 public:
  // At risk from this part of the budget on: holding others and refusing edges needs time to act,
  // and what has come until then is in the log already.
  static constexpr double kFrom = 0.8;
  // Over below this part.
  static constexpr double kUntil = 0.5;
  // How long a forecast must say so: one slow commit is none.
  static constexpr auto kConfirm = std::chrono::seconds(3);
  static constexpr auto kCalm = std::chrono::seconds(5);
  // Released classes take no more than this part of the sink (class_shares.h): while at risk a
  // forecast counts on the rest.
  static constexpr double kCountedOn = 0.875;

  // Once a tick.
  void update(const RiskSight& sight, Instant now);
  bool is_at_risk() const { return is_at_risk_; }

 private:
  bool is_at_risk_ = false;
  std::optional<Instant> otherwise_since_;
};

}  // namespace projector
