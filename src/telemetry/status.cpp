#include <nlohmann/json.hpp>

#include "projector/telemetry/exposition.h"

#include "json_number.h"
#include "utc_time.h"

namespace projector::telemetry {
namespace {

// Keeps the members in the order in which the contract names them.
using Json = nlohmann::ordered_json;

Json offset_or_null(std::int64_t offset) { return offset >= 0 ? Json(offset) : Json(nullptr); }

Json describe(const TopicSnapshot& topic) {
  return {{"name", topic.name},
          {"class", topic.topic_class},
          {"state", topic.state},
          {"lag", topic.lag},
          {"oldest_age_s", number_or_null(topic.oldest_age_seconds)},
          {"budget_s", number_or_null(topic.budget_seconds)},
          {"in_rate", number_or_null(topic.in_per_second)},
          {"out_rate", number_or_null(topic.out_per_second)},
          {"drain_s", number_or_null(topic.drain_seconds)},
          {"reading", topic.reading},
          {"reason", topic.reason}};
}

Json describe(const std::string& topic, const PartitionSnapshot& partition) {
  return {{"topic", topic},
          {"partition", partition.partition},
          {"committed", offset_or_null(partition.committed)},
          {"applied", partition.applied},
          {"end", offset_or_null(partition.end)},
          {"waiting_for", partition.waiting_for}};
}

Json describe(const DecisionSnapshot& decision) {
  const std::chrono::duration<double> since_epoch(decision.at_unix_seconds);
  const WallTime at(std::chrono::round<std::chrono::milliseconds>(since_epoch));
  return {{"at", utc_date_time(at)},
          {"from", decision.from},
          {"to", decision.to},
          {"reason", decision.reason}};
}

}  // namespace

std::string render_status(const Snapshot& snapshot, const ConfigInfo& config,
                          const MemberInfo& member) {
  Json topics = Json::array();
  Json partitions = Json::array();
  for (const auto& topic : snapshot.topics) {
    topics.push_back(describe(topic));
    for (const auto& partition : topic.partitions) {
      partitions.push_back(describe(topic.name, partition));
    }
  }
  Json decisions = Json::array();
  for (const auto& decision : snapshot.decisions) decisions.push_back(describe(decision));

  const Json status = {
      {"state", snapshot.state},
      {"bottleneck", snapshot.bottleneck},
      {"credits",
       {{"in_use", snapshot.in_flight_records}, {"limit", snapshot.in_flight_adaptive_limit}}},
      {"topics", std::move(topics)},
      {"partitions", std::move(partitions)},
      {"decisions", std::move(decisions)},
      {"config",
       {{"hash", config.hash},
        {"reloads", {{"ok", config.reloads_ok}, {"error", config.reloads_error}}}}},
      {"member", {{"name", member.name}, {"group", member.group}, {"version", member.version}}}};
  // Reasons carry texts of brokers and servers, which need not be UTF-8.
  return status.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace projector::telemetry
