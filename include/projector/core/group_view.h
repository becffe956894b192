// What the other members of the group say of themselves, so that all hold the same classes and all
// edges get the same answer. Each member publishes its own verdicts only, never what it took over
// from others: or two members would keep each other protecting for ever.
//
// Values only.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "projector/core/topic_state.h"

namespace projector {

struct GroupView {
  bool is_known = false;      // False: nobody could be asked, or the answer is too old.
  std::uint32_t members = 1;  // Alive, oneself included.
  // By topic: the worst that others say of their partitions of it; steady where nobody says more.
  std::vector<FlowState> others;
  // The worst that another member shows as a whole, topics that this one does not have included.
  FlowState worst_other = FlowState::kSteady;
  // The longest that another one needs until it has caught up; none: that cannot be told.
  std::optional<double> others_drain_seconds = 0;
};

}  // namespace projector
