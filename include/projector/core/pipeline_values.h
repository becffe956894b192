// What goes into the pipeline once, and what comes out of it.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "projector/core/batch.h"
#include "projector/core/lane.h"
#include "projector/core/options.h"
#include "projector/core/record.h"
#include "projector/core/record_mapper.h"

namespace projector {

struct PipelineOptions {
  FlowOptions flow;
  RetryOptions retry;
  std::uint32_t writers = 4;
  std::uint64_t seed = 0;  // Of all randomness: pauses between attempts.
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

  bool has_dead_letters() const { return !options.dead_letter_topic.empty(); }
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
