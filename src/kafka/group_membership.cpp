// KafkaSource's half that belongs to the group: what is assigned, revoked, and how it leaves.

#include <array>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>

#include "kafka_source.h"

namespace projector::kafka {
namespace {

using Kind = SourceEvent::Kind;

constexpr auto kFindStartsPause = std::chrono::milliseconds(500);
constexpr int kClosePollMs = 50;

void remove_all(rd_kafka_topic_partition_list_t* list,
                const rd_kafka_topic_partition_list_t& gone) {
  for (int i = 0; i < gone.cnt; ++i) {
    rd_kafka_topic_partition_list_del(list, gone.elems[i].topic, gone.elems[i].partition);
  }
}

}  // namespace

void KafkaSource::take_rebalance(rd_kafka_event_t* event) {
  const auto* partitions = rd_kafka_event_topic_partition_list(event);
  if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    to_assign_.reset(rd_kafka_topic_partition_list_copy(partitions));
    next_find_starts_ = {};
    find_starts();
    return;
  }

  const bool was_told = to_assign_ == nullptr;
  to_assign_.reset();
  if (!was_told) {  // Revoked before its starts were found: nobody else knows of it.
    unassign(partitions);
    return;
  }
  SourceEvent revoked;
  revoked.kind = rd_kafka_assignment_lost(client_.get()) != 0 ? Kind::kLost : Kind::kRevoked;
  if (revoked.kind == Kind::kLost) old_commit_in_flight_ = commit_in_flight_;
  revoked.partitions = refs_of(*partitions);
  revoked.reason = "this member was out of the group for too long";
  to_revoke_.reset(rd_kafka_topic_partition_list_copy(partitions));
  events_.push_back(std::move(revoked));
}

void KafkaSource::find_starts() {
  const Instant now = std::chrono::steady_clock::now();
  if (now < next_find_starts_) return;
  std::string reason;
  auto found =
      find_start_offsets(client_.get(), to_assign_.get(), topic_names_, options_.start, reason);
  if (!found || !identities_.learn(client_.get(), *to_assign_, reason)) {
    next_find_starts_ = std::chrono::steady_clock::now() + kFindStartsPause;
    push(Kind::kWarning, reason + "; asking again");
    return;
  }
  to_assign_.reset();
  old_commit_in_flight_ = false;
  access_.on_group_answered();
  assigning_ = std::move(found->starts);
  SourceEvent assigned;
  assigned.kind = Kind::kAssigned;
  assigned.partitions = refs_of(*assigning_);
  for (const int i : found->without_offset) {
    assigned.without_offset.push_back(assigned.partitions[static_cast<std::size_t>(i)].partition);
  }
  events_.push_back(std::move(assigned));
  for (std::uint32_t topic = 0; topic < topic_names_.size(); ++topic) {
    tell_change(topic, *assigning_);
  }
}

void KafkaSource::confirm_assigned() {
  forward(*assigning_);
  assign(assigning_.get());
  for (int i = 0; i < assigning_->cnt; ++i) {
    const auto& element = assigning_->elems[i];
    rd_kafka_topic_partition_list_add(assigned_.get(), element.topic, element.partition);
  }
  for (const PartitionOffset& start : refs_of(*assigning_)) {
    position_of(start.partition) = start.offset;
  }
  assigning_.reset();
}

// After an offset was out of range librdkafka has given the partition up, and refuses to seek. Only
// an assignment starts it again: of that partition alone, or where the protocol knows no such
// thing, of all, each where it stands.
void KafkaSource::restart_fetching(PartitionOffset next) {
  std::vector<PartitionOffset> restarting = {next};
  if (is_cooperative()) {
    const PartitionList list = list_of(restarting);
    check("unassign", rd_kafka_incremental_unassign(client_.get(), list.get()));
  } else {
    restarting = refs_of(*assigned_);
    for (PartitionOffset& entry : restarting) entry.offset = position_of(entry.partition);
  }
  assign(list_of(restarting).get());
}

// Must come before the assignment, or the first fetch would land in the consumer's own queue.
void KafkaSource::forward(const rd_kafka_topic_partition_list_t& partitions) {
  for (int i = 0; i < partitions.cnt; ++i) {
    const auto& element = partitions.elems[i];
    const auto topic = find_topic(element.topic);
    if (!topic) continue;
    Queue queue(rd_kafka_queue_get_partition(client_.get(), element.topic, element.partition));
    if (queue == nullptr) continue;
    const auto topic_class = static_cast<std::size_t>(topics_[*topic].topic_class);
    rd_kafka_queue_forward(queue.get(), intakes_[topic_class].queue.get());
    partition_queues_[{*topic, element.partition}] = std::move(queue);
  }
}

// librdkafka remembers a pause beyond the assignment: a partition that comes back would never be
// read again.
void KafkaSource::lift_stops(const rd_kafka_topic_partition_list_t& partitions) {
  for (const PartitionOffset& leaving : refs_of(partitions)) {
    if (stopped_.erase(leaving.partition) == 0) continue;
    const std::array<PartitionOffset, 1> one = {leaving};
    rd_kafka_resume_partitions(client_.get(), list_of(one).get());
  }
}

void KafkaSource::confirm_revoked() {
  if (to_revoke_ == nullptr) return;
  const PartitionList revoked = std::move(to_revoke_);
  lift_stops(*revoked);
  unassign(revoked.get());
  remove_all(assigned_.get(), *revoked);
  for (const PartitionOffset& gone : refs_of(*revoked)) partition_queues_.erase(gone.partition);
}

void KafkaSource::assign(const rd_kafka_topic_partition_list_t* partitions) {
  if (is_cooperative()) {
    check("assign", rd_kafka_incremental_assign(client_.get(), partitions));
    return;
  }
  const auto error = rd_kafka_assign(client_.get(), partitions);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    push(Kind::kWarning, std::string("assign: ") + rd_kafka_err2str(error));
  }
}

void KafkaSource::unassign(const rd_kafka_topic_partition_list_t* partitions) {
  if (is_cooperative()) {
    check("unassign", rd_kafka_incremental_unassign(client_.get(), partitions));
    return;
  }
  rd_kafka_assign(client_.get(), nullptr);
}

bool KafkaSource::is_cooperative() const {
  const char* protocol = rd_kafka_rebalance_protocol(client_.get());
  return protocol != nullptr && std::strcmp(protocol, "COOPERATIVE") == 0;
}

void KafkaSource::close(std::chrono::milliseconds timeout) {
  const Instant deadline = std::chrono::steady_clock::now() + timeout;
  if (to_assign_ != nullptr) unassign(to_assign_.get());  // Or it waits for our answer.
  const Error refused(rd_kafka_consumer_close_queue(client_.get(), consumer_queue_.get()));
  while (refused == nullptr && rd_kafka_consumer_closed(client_.get()) == 0) {
    if (std::chrono::steady_clock::now() >= deadline) {
      // librdkafka waits for a coordinator that may never answer; the process ends anyway.
      static_cast<void>(client_.release());
      return;
    }
    const Event event(rd_kafka_queue_poll(consumer_queue_.get(), kClosePollMs));
    if (event == nullptr || rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_REBALANCE) continue;
    unassign(rd_kafka_event_topic_partition_list(event.get()));
  }
}

}  // namespace projector::kafka
