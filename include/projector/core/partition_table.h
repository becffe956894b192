// All partitions that the process knows, by topic and number.
//
// Thread: one owner.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "projector/core/partition_state.h"
#include "projector/core/record.h"

namespace projector {

class PartitionTable {
 public:
  explicit PartitionTable(std::size_t topics) : topics_(topics) {}

  // A partition that was never heard of is away. References hold until the next new partition.
  PartitionState& at(PartitionRef partition) {
    auto& states = topics_[partition.topic];
    const auto index = static_cast<std::size_t>(partition.partition);
    if (index >= states.size()) states.resize(index + 1);
    return states[index];
  }

  // Null where it is away.
  const PartitionState* find_assigned(PartitionRef partition) const {
    const auto& states = topics_[partition.topic];
    const auto index = static_cast<std::size_t>(partition.partition);
    if (index >= states.size() || !states[index].is_assigned()) return nullptr;
    return &states[index];
  }

  // By partition number; those away included.
  std::span<const PartitionState> of(std::uint32_t topic) const { return topics_[topic]; }

  // Calls visit(partition, state) for each that is assigned. It must not make new ones.
  template <typename Visit>
  void each_assigned(Visit visit) {
    each(topics_, visit);
  }
  template <typename Visit>
  void each_assigned(Visit visit) const {
    each(topics_, visit);
  }

 private:
  template <typename Topics, typename Visit>
  static void each(Topics& topics, Visit& visit) {
    for (std::uint32_t topic = 0; topic < topics.size(); ++topic) {
      std::int32_t number = 0;
      for (auto& state : topics[topic]) {
        const PartitionRef partition{topic, number++};
        if (state.is_assigned()) visit(partition, state);
      }
    }
  }

  std::vector<std::vector<PartitionState>> topics_;
};

}  // namespace projector
