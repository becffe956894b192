// Where an assigned partition is read from (design decision 6): its committed offset; in a group
// without any, what kafka.start says; in a group that has others, where its log begins.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projector/kafka/options.h"

#include "handles.h"

namespace projector::kafka {

struct StartOffsets {
  PartitionList starts;             // What was asked for, each with an explicit offset.
  std::vector<int> without_offset;  // Into `starts`: nothing committed, in a group that has others.
};

// nullopt where the brokers did not answer in time; `reason` says so. Blocks at most some seconds.
std::optional<StartOffsets> find_start_offsets(rd_kafka_t* client,
                                               const rd_kafka_topic_partition_list_t* partitions,
                                               const std::vector<std::string>& topics,
                                               StartPolicy policy, std::string& reason);

}  // namespace projector::kafka
