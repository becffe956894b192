// librdkafka's properties: what the daemon owns, and what the operator adds.

#pragma once

#include <cstddef>

#include "projector/kafka/options.h"

#include "handles.h"

namespace projector::kafka {

// A member of the group. `prefetch_bytes` is for one intake queue. Throws StartupError.
Client make_consumer(const Options& options, std::size_t prefetch_bytes);

// A client without a group, for a look at the cluster. Throws StartupError.
Client make_observer(const Options& options);

// A producer of dead letters. Properties that only a consumer has are passed over. Throws
// StartupError.
Client make_lookup_consumer(const Options& options);
Client make_producer(const Options& options);

}  // namespace projector::kafka
