// Limits and policies of the core (configuration sections flow, commit, retry, topics).

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace projector {

struct FlowOptions {
  std::uint32_t in_flight_records = 2000;
  std::size_t in_flight_bytes = std::size_t{64} << 20;
  std::uint32_t poll_records = 500;
  std::uint32_t batch_rows = 500;
  std::size_t batch_bytes = std::size_t{4} << 20;
  std::size_t record_bytes = std::size_t{8} << 20;
  std::size_t prefetch_bytes = std::size_t{16} << 20;
  std::size_t memory_limit = std::size_t{256} << 20;
};

struct RetryOptions {
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds limit{30'000};
};

enum class TopicClass : std::uint8_t { kCritical, kNormal, kOptional };

inline constexpr std::size_t kTopicClassCount = 3;

// A topic, as far as the core decides about it.
struct TopicOptions {
  std::string name;
  std::string place;  // "file:line:column", for errors.
  std::string projection;
  TopicClass topic_class = TopicClass::kNormal;
  std::chrono::milliseconds freshness_budget{120'000};
};

}  // namespace projector
