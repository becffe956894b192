// What of the topics' facts keeps records from being read, kept long enough, or sent to where dead
// letters go.

#pragma once

#include <cstddef>
#include <vector>

#include "projector/base/startup_finding.h"
#include "projector/kafka/topic_check.h"

#include "topic_facts.h"

namespace projector::kafka {

// Requires: no broker answered. It may pass by itself, also where they refuse us.
StartupFinding unreachable(const Options& options, const ClusterFacts& cluster);

// Requires: a broker answered, and `cluster` has every topic, those of dead letters included.
std::vector<StartupFinding> findings_of(const ClusterFacts& cluster,
                                        const std::vector<TopicUse>& topics,
                                        std::size_t record_bytes_max);

}  // namespace projector::kafka
