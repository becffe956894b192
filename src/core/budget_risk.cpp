#include "projector/core/budget_risk.h"

namespace projector {

void BudgetRisk::update(const RiskSight& sight, Instant now) {
  const double edge = sight.budget_seconds * (is_at_risk_ ? kUntil : kFrom);
  const bool looks_so = sight.is_sink_limit && sight.reached_seconds >= edge;
  if (looks_so == is_at_risk_) {
    otherwise_since_.reset();
    return;
  }
  if (!otherwise_since_) otherwise_since_ = now;
  if (now - *otherwise_since_ < (is_at_risk_ ? kCalm : kConfirm)) return;
  is_at_risk_ = looks_so;
  otherwise_since_.reset();
}

}  // namespace projector
