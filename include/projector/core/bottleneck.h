// What bounds the throughput, from where the stages spend their time.
//
// Pure: figures in, verdict out.

#pragma once

#include <cstdint>
#include <string_view>

#include "projector/core/stages.h"

namespace projector {

enum class Bottleneck : std::uint8_t {
  kNone,       // Records are applied as they come.
  kSource,     // Records wait in Kafka, and nobody here waits for anything but them.
  kProjector,  // The consumer thread has no time left.
  kSink,       // All that may be in flight is with PostgreSQL or waits for it.
};

struct BottleneckSight {
  StageTotals shares{};  // As StageShares tells them.
  bool is_sink_down = false;
  bool is_source_silent = false;  // Brokers that have something of ours do not answer.
  std::int64_t waiting = 0;       // Records in Kafka that are not in hand.
  double in_per_second = 0;
};

Bottleneck find_bottleneck(const BottleneckSight& sight);
std::string_view name_of(Bottleneck bottleneck);

// Whether another member of the group would raise the throughput: it would take partitions of a
// process that has no time left. More writers at a slow sink only make it slower.
bool is_scale_out_useful(Bottleneck bottleneck, std::size_t partitions);

}  // namespace projector
