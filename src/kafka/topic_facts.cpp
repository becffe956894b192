#include "topic_facts.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace projector::kafka {
namespace {

AdminOptions options_for(rd_kafka_t* client, rd_kafka_admin_op_t operation,
                         std::chrono::milliseconds timeout) {
  AdminOptions options(rd_kafka_AdminOptions_new(client, operation));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), static_cast<int>(timeout.count()),
                                            nullptr, 0);
  return options;
}

void ask_descriptions(rd_kafka_t* client, const std::vector<std::string>& names,
                      std::chrono::milliseconds timeout, rd_kafka_queue_t* replies) {
  const auto options = options_for(client, RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, timeout);
  const Error refused(
      rd_kafka_AdminOptions_set_include_authorized_operations(options.get(), /*true_or_false=*/1));
  std::vector<const char*> pointers;
  pointers.reserve(names.size());
  for (const std::string& name : names) pointers.push_back(name.c_str());
  const TopicCollection collection(
      rd_kafka_TopicCollection_of_topic_names(pointers.data(), pointers.size()));
  rd_kafka_DescribeTopics(client, collection.get(), options.get(), replies);
}

void ask_settings(rd_kafka_t* client, const std::vector<std::string>& names,
                  std::chrono::milliseconds timeout, rd_kafka_queue_t* replies) {
  const auto options = options_for(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout);
  std::vector<ConfigResource> resources;
  std::vector<rd_kafka_ConfigResource_t*> pointers;
  resources.reserve(names.size());
  pointers.reserve(names.size());
  for (const std::string& name : names) {
    resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
    pointers.push_back(resources.back().get());
  }
  rd_kafka_DescribeConfigs(client, pointers.data(), pointers.size(), options.get(), replies);
}

TopicStanding standing_for(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return TopicStanding::kThere;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return TopicStanding::kMissing;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return TopicStanding::kForbidden;
    default:
      return TopicStanding::kUnavailable;
  }
}

void take_partitions(const rd_kafka_TopicDescription_t* description, TopicFacts& facts) {
  const auto** const partitions =
      rd_kafka_TopicDescription_partitions(description, &facts.partitions);
  for (std::size_t i = 0; i < facts.partitions; ++i) {
    if (rd_kafka_TopicPartitionInfo_leader(partitions[i]) != nullptr) continue;
    facts.without_leader.push_back(rd_kafka_TopicPartitionInfo_partition(partitions[i]));
  }
}

// A broker that is too old, or has been told so, tells nothing; one without rules tells all.
void take_operations(const rd_kafka_TopicDescription_t* description, TopicFacts& facts) {
  std::size_t count = 0;
  const auto* const operations =
      rd_kafka_TopicDescription_authorized_operations(description, &count);
  if (operations == nullptr || count == 0) return;
  const std::set<rd_kafka_AclOperation_t> allowed(operations, operations + count);
  const bool all = allowed.contains(RD_KAFKA_ACL_OPERATION_ALL);
  facts.may_read = all || allowed.contains(RD_KAFKA_ACL_OPERATION_READ);
  facts.may_write = all || allowed.contains(RD_KAFKA_ACL_OPERATION_WRITE);
}

void take_descriptions(rd_kafka_event_t* event, ClusterFacts& cluster) {
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    cluster.unreachable = rd_kafka_event_error_string(event);
    return;
  }
  std::size_t count = 0;
  const auto** const topics =
      rd_kafka_DescribeTopics_result_topics(rd_kafka_event_DescribeTopics_result(event), &count);
  for (std::size_t i = 0; i < count; ++i) {
    TopicFacts& facts = cluster.topics[rd_kafka_TopicDescription_name(topics[i])];
    const rd_kafka_error_t* const error = rd_kafka_TopicDescription_error(topics[i]);
    facts.standing = standing_for(rd_kafka_error_code(error));
    if (facts.standing == TopicStanding::kThere) {
      take_partitions(topics[i], facts);
      take_operations(topics[i], facts);
    } else {
      facts.reason = rd_kafka_error_string(error);
    }
  }
}

void take_settings(const rd_kafka_ConfigResource_t* resource, TopicFacts& facts) {
  if (rd_kafka_ConfigResource_error(resource) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    facts.settings_reason = rd_kafka_err2str(rd_kafka_ConfigResource_error(resource));
    return;
  }
  std::size_t count = 0;
  const auto** const entries = rd_kafka_ConfigResource_configs(resource, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
    if (value != nullptr) facts.settings.emplace(rd_kafka_ConfigEntry_name(entries[i]), value);
  }
}

void take_all_settings(rd_kafka_event_t* event, ClusterFacts& cluster) {
  const auto error = rd_kafka_event_error(event);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    for (auto& [name, facts] : cluster.topics) facts.settings_reason = rd_kafka_err2str(error);
    return;
  }
  std::size_t count = 0;
  const auto* const result = rd_kafka_event_DescribeConfigs_result(event);
  const auto** const resources = rd_kafka_DescribeConfigs_result_resources(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    take_settings(resources[i], cluster.topics[rd_kafka_ConfigResource_name(resources[i])]);
  }
}

// What the client met meanwhile says more than that nobody answered in time.
void take_client_errors(rd_kafka_t* client, ClusterFacts& cluster) {
  const Queue queue(rd_kafka_queue_get_main(client));
  while (const Event event{rd_kafka_queue_poll(queue.get(), 0)}) {
    if (rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_ERROR) continue;
    const auto error = rd_kafka_event_error(event.get());
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) continue;
    cluster.error = error;
    cluster.unreachable = rd_kafka_event_error_string(event.get());
  }
}

std::vector<std::string> names_of_all(rd_kafka_t* client, std::chrono::milliseconds timeout) {
  const rd_kafka_metadata_t* raw = nullptr;
  constexpr int kAllTopics = 1;
  rd_kafka_metadata(client, kAllTopics, nullptr, &raw, static_cast<int>(timeout.count()));
  if (raw == nullptr) return {};
  const Metadata metadata(raw);
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(metadata->topic_cnt));
  for (int i = 0; i < metadata->topic_cnt; ++i) names.emplace_back(metadata->topics[i].topic);
  return names;
}

}  // namespace

ClusterFacts ask_for(rd_kafka_t* client, const std::vector<std::string>& names,
                     std::chrono::milliseconds timeout) {
  ClusterFacts cluster;
  for (const std::string& name : names) cluster.topics[name].reason = "no answer";
  const Queue replies(rd_kafka_queue_new(client));
  ask_descriptions(client, names, timeout, replies.get());
  ask_settings(client, names, timeout, replies.get());
  for (int answers = 0; answers < 2; ++answers) {
    // Each request ends by itself, at its timeout at the latest; this is beyond that.
    const Event event(rd_kafka_queue_poll(replies.get(), static_cast<int>(timeout.count()) * 2));
    if (event == nullptr) {
      cluster.unreachable = "no answer in time";
      break;
    }
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_DESCRIBETOPICS_RESULT) {
      take_descriptions(event.get(), cluster);
    } else {
      take_all_settings(event.get(), cluster);
    }
  }
  if (!cluster.unreachable.empty()) take_client_errors(client, cluster);
  const bool lacks_any = std::any_of(
      cluster.topics.begin(), cluster.topics.end(),
      [](const auto& topic) { return topic.second.standing == TopicStanding::kMissing; });
  if (lacks_any) cluster.names = names_of_all(client, timeout);
  return cluster;
}

}  // namespace projector::kafka
