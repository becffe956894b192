// The last changes of the process's state: for /status.json while it runs, and for the log.
//
// Thread: the consumer's.

#pragma once

#include <deque>
#include <string>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/snapshot.h"
#include "projector/runtime/ports.h"

namespace projector {

class DecisionRing {
 public:
  // The log must outlive it.
  explicit DecisionRing(EventLog& log) : log_(log) {}

  // What the process shows now; a change is kept.
  void note(const std::string& state, const std::string& reason, Now now);
  // At the end: all that is kept, in so few lines that none of them is suppressed.
  void write_out() const;

  const std::string& state() const { return state_; }
  std::vector<DecisionSnapshot> decisions() const { return {decisions_.begin(), decisions_.end()}; }

 private:
  EventLog& log_;
  std::string state_ = "steady";
  std::deque<DecisionSnapshot> decisions_;
};

}  // namespace projector
