// How to reach Kafka and where to start (configuration section kafka).

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace projector::kafka {

enum class StartPolicy : std::uint8_t { kEarliest, kLatest };
enum class OffsetLostPolicy : std::uint8_t { kStop, kEarliest };

struct Options {
  std::vector<std::string> brokers = {"localhost:9092"};
  std::string group = "manifest-projector";
  std::string instance_id;  // Empty: a dynamic member.
  StartPolicy start = StartPolicy::kEarliest;
  OffsetLostPolicy offset_lost = OffsetLostPolicy::kStop;
  // Handed to librdkafka as written, in this order. What the daemon owns is refused by `config`.
  std::vector<std::pair<std::string, std::string>> properties;
};

}  // namespace projector::kafka
