// The properties that are handed to librdkafka, but for those that the daemon owns.

#pragma once

#include <optional>
#include <string_view>

#include "projector/kafka/options.h"

#include "reading.h"

namespace projector::config {

// The option that decides a property that the daemon owns, empty where nobody may; nothing of
// others.
std::optional<std::string_view> option_of_property(std::string_view name);

void read_kafka_properties(Reading& reading, const Entry& entry, kafka::Options& options);

}  // namespace projector::config
