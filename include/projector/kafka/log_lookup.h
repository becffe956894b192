// Looks into the logs by a client of its own, which is made when something is first asked.

#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "projector/core/options.h"
#include "projector/kafka/options.h"
#include "projector/runtime/log_lookup.h"

namespace projector::kafka {

// `wake` is called from librdkafka's threads once something was found.
std::unique_ptr<LogLookup> make_log_lookup(const Options& options,
                                           const std::vector<TopicOptions>& topics,
                                           std::function<void()> wake);

}  // namespace projector::kafka
