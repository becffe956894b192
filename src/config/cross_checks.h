// What must hold between options, said in words.

#pragma once

#include "projector/config/config.h"

#include "reading.h"

namespace projector::config {

void check_flow(const Config& config, Reading& reading);
void check_deadlines(const Config& config, Reading& reading);
void check_memory(const Config& config, Reading& reading);
void check_addresses(const Config& config, Reading& reading);
// Against what librdkafka is told in kafka.properties.
void check_kafka_deadlines(const Config& config, Reading& reading);
void check_postgres(const Config& config, Reading& reading);
void check_admission(const Config& config, Reading& reading);
// Topics and projections by their names, and where dead letters lead.
void check_topics(const Config& config, Reading& reading);

}  // namespace projector::config
