// The properties that are handed to librdkafka, but for those that the daemon owns.

#pragma once

#include "projector/kafka/options.h"

#include "reading.h"

namespace projector::config {

void read_kafka_properties(Reading& reading, const Entry& entry, kafka::Options& options);

}  // namespace projector::config
