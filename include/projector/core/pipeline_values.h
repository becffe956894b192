// What goes into the pipeline once, and what comes out of it.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projector/core/batch.h"
#include "projector/core/lane.h"
#include "projector/core/options.h"
#include "projector/core/record.h"
#include "projector/core/record_mapper.h"
#include "projector/core/table_pace.h"

namespace projector {

struct PipelineOptions {
  FlowOptions flow;
  RetryOptions retry;
  std::uint32_t writers = 4;
  std::uint64_t seed = 0;  // Of all randomness: pauses between attempts.
};

// What of it may change while it runs; of `flow` not what librdkafka and the mappers were made for.
struct PipelineTunables {
  FlowOptions flow;
  RetryOptions retry;
  std::map<std::string, std::chrono::milliseconds> freshness_budgets;     // By the topic's name.
  std::map<std::string, std::chrono::milliseconds> retention_reserves{};  // Likewise.
};

struct PipelineTopic {
  TopicOptions options;
  RecordMapper* mapper = nullptr;  // Must outlive the pipeline.
};

// The same with what the pipeline adds.
struct TopicLanes {
  TopicOptions options;
  RecordMapper* mapper = nullptr;
  std::vector<Lane> lanes;  // One for each writer.
  TablePace pace;
  bool sheds = false;  // Now: records older than the topic's age for it are passed over.

  bool has_dead_letters() const { return !options.dead_letter_topic.empty(); }
  // Whether another batch may go out beside those in the air.
  bool takes_writers() const {
    if (!pace.is_locked()) return true;
    return std::ranges::none_of(lanes, [](const Lane& lane) { return lane.is_in_air(); });
  }
  // When the first of the lanes that wait may be sent; nullopt: there is none.
  std::optional<Instant> next_ready() const {
    std::optional<Instant> ready;
    if (!takes_writers()) return ready;
    for (const Lane& lane : lanes) {
      if (lane.is_in_air() || !lane.has_records()) continue;
      ready = std::min(ready.value_or(lane.not_before()), lane.not_before());
    }
    return ready;
  }
  // Pauses that would end later end then.
  void wait_at_most_until(Instant latest) {
    for (Lane& lane : lanes) lane.wait_at_most_until(latest);
  }
};

// For a writer: records of one topic. Valid until its result was told.
struct Dispatch {
  std::uint32_t writer = 0;
  const Batch* batch = nullptr;
  RecordRange range;
};

struct StoppedPartition {
  PartitionRef partition;
  std::string reason;    // Empty: only to wait for the one record that was just read.
  bool is_news = false;  // False where it stopped for this reason before.
};

}  // namespace projector
