#include "start_offsets.h"

#include <utility>

namespace projector::kafka {
namespace {

// One question to a broker. While it is open the consumer thread waits, so it is short; the caller
// asks again.
constexpr int kAskTimeoutMs = 2000;

bool read_committed(rd_kafka_t* client, rd_kafka_topic_partition_list_t* list,
                    std::string& reason) {
  const auto error = rd_kafka_committed(client, list, kAskTimeoutMs);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  reason = std::string("the group's committed offsets cannot be read: ") + rd_kafka_err2str(error);
  return false;
}

PartitionList all_partitions(rd_kafka_t* client, const std::vector<std::string>& topics,
                             std::string& reason) {
  const rd_kafka_metadata_t* raw = nullptr;
  const auto error = rd_kafka_metadata(client, 0, nullptr, &raw, kAskTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    reason = std::string("the topics' metadata cannot be read: ") + rd_kafka_err2str(error);
    return nullptr;
  }
  const Metadata metadata(raw);
  PartitionList list(rd_kafka_topic_partition_list_new(16));
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const auto& topic = metadata->topics[i];
    for (const std::string& name : topics) {
      if (name != topic.topic) continue;
      rd_kafka_topic_partition_list_add_range(list.get(), topic.topic, 0, topic.partition_cnt - 1);
    }
  }
  return list;
}

bool has_any_offset(const rd_kafka_topic_partition_list_t& list) {
  for (int i = 0; i < list.cnt; ++i) {
    if (list.elems[i].offset >= 0) return true;
  }
  return false;
}

bool look_up(rd_kafka_t* client, rd_kafka_topic_partition_t& partition, StartPolicy policy,
             std::string& reason) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const auto error = rd_kafka_query_watermark_offsets(client, partition.topic, partition.partition,
                                                      &low, &high, kAskTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    reason = std::string("the log's ends cannot be read: ") + rd_kafka_err2str(error);
    return false;
  }
  partition.offset = policy == StartPolicy::kEarliest ? low : high;
  return true;
}

// Stored at once and for all partitions, so that another member that looks a moment later sees a
// group that has started, and where.
bool store(rd_kafka_t* client, const rd_kafka_topic_partition_list_t* starts, std::string& reason) {
  const Queue replies(rd_kafka_queue_new(client));
  auto error = rd_kafka_commit_queue(client, starts, replies.get(), nullptr, nullptr);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const Event reply(rd_kafka_queue_poll(replies.get(), kAskTimeoutMs));
    error = reply == nullptr ? RD_KAFKA_RESP_ERR__TIMED_OUT : rd_kafka_event_error(reply.get());
  }
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  reason = std::string("the start of a new group cannot be stored: ") + rd_kafka_err2str(error);
  return false;
}

std::optional<bool> start_new_group(rd_kafka_t* client, const std::vector<std::string>& topics,
                                    StartPolicy policy, std::string& reason) {
  const PartitionList all = all_partitions(client, topics, reason);
  if (all == nullptr || !read_committed(client, all.get(), reason)) return std::nullopt;
  if (has_any_offset(*all)) return false;
  for (int i = 0; i < all->cnt; ++i) {
    if (!look_up(client, all->elems[i], policy, reason)) return std::nullopt;
  }
  // Another member may have started the group meanwhile; its offsets are not to be overwritten.
  const PartitionList again(rd_kafka_topic_partition_list_copy(all.get()));
  if (!read_committed(client, again.get(), reason)) return std::nullopt;
  if (has_any_offset(*again)) {
    reason = "another member starts the group at this moment";
    return std::nullopt;
  }
  if (!store(client, all.get(), reason)) return std::nullopt;
  return true;
}

std::vector<int> without_offset(const rd_kafka_topic_partition_list_t& list) {
  std::vector<int> found;
  for (int i = 0; i < list.cnt; ++i) {
    if (list.elems[i].offset < 0) found.push_back(i);
  }
  return found;
}

// After the start of a new group was stored.
bool read_stored(rd_kafka_t* client, StartOffsets& found, std::string& reason) {
  if (!read_committed(client, found.starts.get(), reason)) return false;
  found.without_offset.clear();
  if (without_offset(*found.starts).empty()) return true;
  reason = "the brokers' metadata does not know all partitions yet";
  return false;
}

}  // namespace

std::optional<StartOffsets> find_start_offsets(rd_kafka_t* client,
                                               const rd_kafka_topic_partition_list_t* partitions,
                                               const std::vector<std::string>& topics,
                                               StartPolicy policy, std::string& reason) {
  StartOffsets found;
  found.starts.reset(rd_kafka_topic_partition_list_copy(partitions));
  if (partitions->cnt == 0) return found;
  if (!read_committed(client, found.starts.get(), reason)) return std::nullopt;
  found.without_offset = without_offset(*found.starts);
  if (found.without_offset.empty()) return found;

  const auto is_new = start_new_group(client, topics, policy, reason);
  if (!is_new || (*is_new && !read_stored(client, found, reason))) return std::nullopt;
  for (const int i : found.without_offset) {
    if (!look_up(client, found.starts->elems[i], StartPolicy::kEarliest, reason)) {
      return std::nullopt;
    }
  }
  return found;
}

}  // namespace projector::kafka
