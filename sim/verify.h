// `harbor-sim verify`: does the table hold what the topic says?

#pragma once

#include <string>

#include "sim/kafka_client.h"
#include "sim/model.h"

namespace harbor {

struct VerifyOptions {
  Model model = Model::kFlat;
  kafka::TopicAddress topic;
  std::string dead_letter_topic;  // Empty: none.
  std::string postgres_url;
  std::string table = "passenger_manifest";
  bool read_twice = false;  // Rows may be as a second reading of some records leaves them.
  bool quiet = false;
  bool json = false;
};

// Returns the exit code: 0 when nothing differs, else 1.
int run_verify(const VerifyOptions& options);

}  // namespace harbor
