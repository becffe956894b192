#include "projector/config/memory.h"

#include <numeric>

#include "projector/base/quantity.h"

namespace projector::config {
namespace {

// Code, libraries, connections and metrics. To be measured against the real process.
constexpr std::size_t kBaseBytes = std::size_t{48} << 20;
// librdkafka counts values, uncompressed, and before a fetch only. A fetch brings a sixteenth of it
// at most (kafka/client_config.cpp), compressed: three times as much again is what 48 : 1 makes of
// one.
constexpr std::size_t kPrefetchAllowance = 4;
constexpr std::size_t kBatchesOfWriter = 4;

std::string with_bytes(const char* path, std::size_t bytes) {
  return std::string(path) + " (" + format_bytes(bytes) + ")";
}

}  // namespace

std::vector<MemoryPart> worst_memory(const Config& config) {
  const FlowOptions& flow = config.flow;
  const std::uint32_t writers = config.postgres.writers;
  return {
      {"base", kBaseBytes, "code, libraries, connections, metrics"},
      {"in flight", flow.in_flight_bytes, with_bytes("flow.in_flight_bytes", flow.in_flight_bytes)},
      {"batches", writers * kBatchesOfWriter * flow.batch_bytes,
       "postgres.writers (" + std::to_string(writers) + ") x " + std::to_string(kBatchesOfWriter) +
           " x " + with_bytes("flow.batch_bytes", flow.batch_bytes)},
      {"prefetch", kPrefetchAllowance * flow.prefetch_bytes,
       with_bytes("flow.prefetch_bytes", flow.prefetch_bytes) + " x " +
           std::to_string(kPrefetchAllowance) +
           ", for fetches in the air: up to 48 : 1 compressed, 16 : 1 from 3 brokers at once"},
  };
}

std::size_t total_bytes(const std::vector<MemoryPart>& parts) {
  return std::accumulate(parts.begin(), parts.end(), std::size_t{0},
                         [](std::size_t sum, const MemoryPart& part) { return sum + part.bytes; });
}

}  // namespace projector::config
