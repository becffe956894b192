// The cause said to a person: one sentence with the numbers, one of advice.

#pragma once

#include <span>
#include <string>

#include "projector/core/cause.h"
#include "projector/core/sink_sight.h"
#include "projector/core/snapshot.h"

namespace projector {

struct Explanation {
  std::string topic;
  Cause cause = Cause::kSteady;
  std::string sentence;
  std::string advice;
};

// `tables` are those that the topic's projections write.
Explanation explain(const Snapshot& snapshot, const TopicSnapshot& topic, const SinkSight& sight,
                    std::span<const std::string> tables);

}  // namespace projector
