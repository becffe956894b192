// Whether work repeats while less and less of it is of use: retries, records read again and
// rebalances that keep a sink busy with what it has done or will do again.
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "projector/base/time.h"
#include "projector/core/rate.h"

namespace projector {

// Totals of one topic, but for the rebalances.
struct WorkDone {
  double finished = 0;  // Records with an outcome.
  double repeated = 0;  // Records sent again or read again.
  std::uint64_t rebalances = 0;
  bool is_behind = false;
};

class Amplification {
 public:
  // So much must repeat, as a part of what is of use.
  static constexpr double kRepeatedFrom = 0.25;
  static constexpr double kRepeatedUntil = 0.1;
  // Or so many rebalances within a minute.
  static constexpr std::size_t kRebalancesFrom = 3;
  // And so much must be left of what was of use in the minute before.
  static constexpr double kUsefulBelow = 0.7;
  static constexpr double kUsefulAgain = 0.85;
  static constexpr auto kConfirm = std::chrono::seconds(5);
  static constexpr auto kCalm = std::chrono::seconds(10);

  // Once a tick.
  void update(const WorkDone& done, Instant now);

  bool is_amplifying() const { return is_amplifying_; }
  double repeated_per_second() const { return repeated_.per_second(); }
  double useful_before_per_second() const { return useful_before_; }

 private:
  bool looks_so(bool is_behind) const;
  void follow_rebalances(std::uint64_t total, Instant now);

  Rate useful_;
  Rate repeated_;
  double useful_before_ = 0;  // While nothing repeated.
  std::uint64_t rebalances_ = 0;
  std::deque<Instant> recent_rebalances_;
  Instant last_at_{};
  bool is_amplifying_ = false;
  std::optional<Instant> otherwise_since_;
};

}  // namespace projector
