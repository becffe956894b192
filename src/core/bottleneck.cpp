#include "projector/core/bottleneck.h"

namespace projector {
namespace {

// Not all the time even at a slow sink: each batch that comes back frees credits for a moment.
constexpr double kBlockedShare = 0.4;
// What is left of the thread goes to results, batches and commits.
constexpr double kBusyShare = 0.7;
constexpr double kIdleShare = 0.5;
// At any load so much waits: the ends of the logs are asked for once a second.
constexpr double kWaitingSeconds = 2;
// So few are most often on their way this moment.
constexpr std::int64_t kWaitingLeast = 100;

const StageSeconds& of(const StageTotals& shares, Stage stage) {
  return shares[static_cast<std::size_t>(stage)];
}

}  // namespace

Bottleneck find_bottleneck(const BottleneckSight& sight) {
  if (sight.is_sink_down) return Bottleneck::kSink;
  if (sight.is_source_silent) return Bottleneck::kSource;
  const StageSeconds& intake = of(sight.shares, Stage::kIntake);
  const StageSeconds& decode = of(sight.shares, Stage::kDecode);
  if (decode.blocked >= kBlockedShare) return Bottleneck::kSink;
  if (intake.busy + decode.busy >= kBusyShare) return Bottleneck::kProjector;
  const bool is_behind = static_cast<double>(sight.waiting) > kWaitingSeconds * sight.in_per_second;
  if (sight.waiting >= kWaitingLeast && is_behind && intake.idle >= kIdleShare)
    return Bottleneck::kSource;
  return Bottleneck::kNone;
}

std::string_view name_of(Bottleneck bottleneck) {
  switch (bottleneck) {
    case Bottleneck::kNone:
      return "none";
    case Bottleneck::kSource:
      return "source";
    case Bottleneck::kProjector:
      return "projector";
    case Bottleneck::kSink:
      return "sink";
  }
  return "none";
}

bool is_scale_out_useful(Bottleneck bottleneck, std::size_t partitions) {
  return bottleneck == Bottleneck::kProjector && partitions > 1;
}

}  // namespace projector
