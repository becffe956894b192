// What the brokers say before the start of the topics that the configuration names.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "projector/base/startup_finding.h"
#include "projector/core/options.h"
#include "projector/kafka/options.h"

namespace projector::kafka {

// A topic, and what its projections do with its records.
struct TopicUse {
  TopicOptions options;
  bool updates = false;  // Some events change rows that others made.
  bool erases = false;   // Records without a value remove rows.
};

struct TopicReport {
  std::vector<StartupFinding> findings;
  // Ending it takes librdkafka up to a second: let it go when there is time.
  std::shared_ptr<void> client;
};

// Looks once: whether the brokers answer, whether the topics and those of dead letters are there
// and may be read and written, and whether they keep records long enough. `topics` stand in the
// order of the configuration. Brokers that are away are an error that may pass; they are asked for
// `timeout` at most.
TopicReport check_topics(const Options& options, const std::vector<TopicUse>& topics,
                         std::size_t record_bytes_max, std::chrono::milliseconds timeout);

}  // namespace projector::kafka
