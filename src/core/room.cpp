#include "room.h"

#include <algorithm>

namespace projector {
namespace {

// Longer than a deadlock, a conflict or a short lock.
constexpr auto kTroubleMin = std::chrono::seconds(1);

// Records of lanes that have been failing for long enough.
std::uint32_t failing_records(const TopicLanes& topic, Instant now) {
  std::uint32_t records = 0;
  for (const Lane& lane : topic.lanes) {
    const auto since = lane.streak().since();
    if (since && now - *since >= kTroubleMin) records += lane.records();
  }
  return records;
}

bool waits_in_the_log(const PartitionState& state) {
  return state.phase == PartitionPhase::kReading && state.end &&
         *state.end > state.watermark.position();
}

}  // namespace

std::optional<std::uint32_t> who_takes_the_room(const std::vector<TopicLanes>& topics,
                                                const PartitionTable& partitions,
                                                std::uint32_t in_flight, Instant now) {
  std::optional<std::uint32_t> worst;
  std::uint32_t most = in_flight / static_cast<std::uint32_t>(topics.size());
  bool others_wait = false;
  for (std::uint32_t topic = 0; topic < topics.size(); ++topic) {
    const std::uint32_t failing = failing_records(topics[topic], now);
    if (failing == 0 && std::ranges::any_of(partitions.of(topic), waits_in_the_log)) {
      others_wait = true;
    }
    if (failing <= most) continue;
    worst = topic;
    most = failing;
  }
  return others_wait ? worst : std::nullopt;
}

}  // namespace projector
