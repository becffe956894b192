// An error of librdkafka as people look for it: what it says, and its name.

#pragma once

#include <string>

#include <librdkafka/rdkafka.h>

namespace projector::kafka {

// "Broker: Not coordinator (NOT_COORDINATOR)".
inline std::string error_text(rd_kafka_resp_err_t error) {
  std::string text = rd_kafka_err2str(error);
  return text.append(" (").append(rd_kafka_err2name(error)).append(")");
}

}  // namespace projector::kafka
