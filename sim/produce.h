// `harbor-sim produce`: bookings into a topic, as fast as asked or as fast as it goes.

#pragma once

#include <cstdint>
#include <optional>

#include "sim/booking_stream.h"
#include "sim/booking_text.h"
#include "sim/kafka_producer.h"
#include "sim/pacing.h"

namespace harbor {

struct ProduceOptions {
  kafka::ProducerOptions producer;
  StreamOptions stream;
  EventSizes sizes;
  std::optional<std::uint64_t> events;            // Until so many records went out.
  std::optional<std::chrono::nanoseconds> until;  // Without a pace: so long.
  std::optional<RateProfile> pace;                // Without one: as fast as it goes.
  int create_partitions = 0;                      // 0: the topic must be there.
  int create_replicas = 1;
  bool quiet = false;
  bool json = false;
};

// Returns the exit code: 0, or 69 when the broker did not acknowledge every record.
int run_produce(const ProduceOptions& options);

}  // namespace harbor
