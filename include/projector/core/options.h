// Limits and policies of the core (configuration sections flow, retry, topics,
// admission).

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
  bool adaptive = true;
  std::chrono::milliseconds target_latency{500};
};

struct RetryOptions {
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds limit{30'000};
};

enum class TopicClass : std::uint8_t { kCritical, kNormal, kOptional };

inline constexpr std::size_t kTopicClassCount = 3;

enum class RecordFormat : std::uint8_t { kJson, kJsonRegistry };
enum class OverloadPolicy : std::uint8_t { kHold, kShed };

// A topic, as far as the core decides about it.
struct TopicOptions {
  std::string name;
  std::string place;                     // "file:line:column", for errors.
  std::vector<std::string> projections;  // All in one transaction.
  TopicClass topic_class = TopicClass::kNormal;
  std::chrono::milliseconds freshness_budget{120'000};
  RecordFormat format = RecordFormat::kJson;
  std::string dead_letter_topic;  // Empty: a bad record stops its partition.
  OverloadPolicy overload = OverloadPolicy::kHold;
  std::chrono::milliseconds shed_older_than{0};
  std::chrono::milliseconds retention_reserve{7'200'000};
  bool has_offset_versions = false;  // A projection's version is @offset: follows from those.
};

// How edges that ask for admission are answered for one class of load.
struct AdmissionClassOptions {
  std::string limit_from;  // A state of the contract, section 6; empty: never.
  std::string refuse_from;
  double rate_per_second = 0;  // Of the whole group, while limited; 0: none was given.
};

struct AdmissionOptions {
  bool admits_unknown = true;  // While others' state is unknown and one's own is steady.
  std::map<std::string, AdmissionClassOptions> classes;
};

}  // namespace projector
