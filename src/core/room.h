// Who takes the room of the others: a table that is locked, or fails for a reason of its own, lets
// its records collect until nothing else can be read.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/partition_table.h"
#include "projector/core/pipeline_values.h"

namespace projector {

inline constexpr std::string_view kTakesTheRoom =
    "its records wait for a table that is locked or fails, and took the room of other topics";

// The topic whose records in failing lanes take the most, and more than an equal share of what is
// in flight, where another topic that does not fail has records waiting in the log; nullopt: none.
// For when nothing more can be read.
std::optional<std::uint32_t> who_takes_the_room(const std::vector<TopicLanes>& topics,
                                                const PartitionTable& partitions,
                                                std::uint32_t in_flight, Instant now);

}  // namespace projector
