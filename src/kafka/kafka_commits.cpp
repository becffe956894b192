// KafkaSource's half that stores offsets.

#include <chrono>
#include <span>
#include <utility>

#include "commit_error.h"
#include "kafka_source.h"

namespace projector::kafka {

using Kind = SourceEvent::Kind;

void KafkaSource::commit(std::span<const PartitionOffset> next_offsets) {
  const PartitionList list = list_of(next_offsets);
  identities_.sign(*list);
  commit_asked_at_ = std::chrono::steady_clock::now();
  commit_in_flight_ = true;
  const auto error =
      rd_kafka_commit_queue(client_.get(), list.get(), replies_.get(), nullptr, nullptr);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  commit_in_flight_ = false;
  push(Kind::kCommitFailed, commit_error_text(error));
}

void KafkaSource::take_commit(rd_kafka_event_t* event) {
  commit_in_flight_ = false;
  SourceEvent ended;
  ended.seconds = to_seconds(std::chrono::steady_clock::now() - commit_asked_at_);
  auto error = rd_kafka_event_error(event);
  const auto* const list = rd_kafka_event_topic_partition_list(event);
  const bool stored_some = error == RD_KAFKA_RESP_ERR_NO_ERROR && list != nullptr;
  for (int i = 0; stored_some && i < list->cnt; ++i) {
    const auto& entry = list->elems[i];
    const auto topic = find_topic(entry.topic);
    if (commit_end(entry.err) != CommitEnd::kStored) {
      error = entry.err;
    } else if (topic) {
      ended.partitions.push_back({{*topic, entry.partition}, Offset{entry.offset}});
    }
  }
  access_.on_error(error);
  const CommitEnd end = commit_end(error);
  if (end == CommitEnd::kStored) access_.on_group_answered();
  ended.kind = end == CommitEnd::kStored ? Kind::kCommitted : Kind::kCommitFailed;
  if (end != CommitEnd::kStored) ended.reason = commit_error_text(error);
  ended.needs_mending = end == CommitEnd::kRefused;
  events_.push_back(std::move(ended));
}

}  // namespace projector::kafka
