// The worst case of memory, which load, lag, partitions and outages do not move (contract,
// section 2). `flow.memory_limit` is checked against its sum when the file is read.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "projector/config/config.h"

namespace projector::config {

struct MemoryPart {
  std::string_view name;
  std::size_t bytes;
  std::string how;  // What it is made of: "postgres.writers (4) x 4 x flow.batch_bytes (4MiB)".
};

std::vector<MemoryPart> worst_memory(const Config& config);
std::size_t total_bytes(const std::vector<MemoryPart>& parts);

}  // namespace projector::config
