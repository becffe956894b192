// librdkafka's properties: what the daemon owns, and what the operator adds.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "projector/kafka/options.h"

#include "handles.h"

namespace projector::kafka {

// The pauses that brokers ask for, by their ids. Written by librdkafka's callback, which runs where
// the client's queues are polled.
struct BrokerPauses {
  std::map<std::int32_t, double> seconds;
  bool is_news = false;

  double longest() const;
};

// A member of the group. `prefetch_bytes` is for one intake queue; `pauses` must outlive the
// client. Throws StartupError.
Client make_consumer(const Options& options, std::size_t prefetch_bytes, BrokerPauses& pauses);

// A client without a group, for a look at the cluster. Throws StartupError.
Client make_observer(const Options& options);

// A consumer without a group, for a look at single records. Throws StartupError.
Client make_lookup_consumer(const Options& options);

// A producer of dead letters. Properties that only a consumer has are passed over. Throws
// StartupError.
Client make_producer(const Options& options);

}  // namespace projector::kafka
