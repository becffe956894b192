// Topics as the brokers describe them.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "handles.h"

namespace projector::kafka {

enum class TopicStanding : std::uint8_t { kThere, kMissing, kForbidden, kUnavailable };

struct TopicFacts {
  TopicStanding standing = TopicStanding::kUnavailable;
  std::string reason;  // Where it is not there.
  std::size_t partitions = 0;
  std::vector<std::int32_t> without_leader;
  // What the brokers let us do; true where they do not tell.
  bool may_read = true;
  bool may_write = true;
  std::map<std::string, std::string, std::less<>> settings;  // Empty: not told.
  std::string settings_reason;                               // Why not.
};

struct ClusterFacts {
  std::string unreachable;  // Why no broker answered; empty: one did.
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;  // What the client met then.
  std::map<std::string, TopicFacts, std::less<>> topics;
  std::vector<std::string> names;  // Of all topics that we may see, where one is missing.
};

// Asks the brokers once for the topics of these names.
ClusterFacts ask_for(rd_kafka_t* client, const std::vector<std::string>& names,
                     std::chrono::milliseconds timeout);

}  // namespace projector::kafka
