// Dead letters to Kafka: one producer for all dead-letter topics.

#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "projector/core/options.h"
#include "projector/kafka/options.h"
#include "projector/runtime/ports.h"

namespace projector::kafka {

// Null where no topic has a dead-letter topic. `wake` is called from librdkafka's threads when
// there is something to take; it must not block. Throws StartupError (kConfiguration) that names
// the property librdkafka refuses.
std::unique_ptr<DeadLetterSink> make_dead_letter_sink(const Options& options,
                                                      const std::vector<TopicOptions>& topics,
                                                      std::function<void()> wake);

}  // namespace projector::kafka
