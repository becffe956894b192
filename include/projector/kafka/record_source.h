// Kafka by librdkafka: the member of the consumer group that the loops read from.
//
// Each partition's queue is forwarded, before it is assigned, to one intake queue for its topic's
// class; not reading that queue is the backpressure (design decision 1). pause() is used only to
// stop a partition, because it throws away what was prefetched.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "projector/core/options.h"
#include "projector/kafka/options.h"
#include "projector/runtime/ports.h"

namespace projector::kafka {

// `prefetch_bytes` bounds librdkafka's queues over all classes. Throws StartupError
// (kConfiguration) that names the property librdkafka refuses.
std::unique_ptr<RecordSource> make_record_source(const Options& options,
                                                 const std::vector<TopicOptions>& topics,
                                                 std::size_t prefetch_bytes);

// For `version`.
std::string library_version();

}  // namespace projector::kafka
