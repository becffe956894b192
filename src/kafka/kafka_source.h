// RecordSource on librdkafka. Everything that librdkafka's threads have to say arrives in queues,
// and one eventfd wakes the consumer thread for all of them.

#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "projector/kafka/options.h"
#include "projector/runtime/ports.h"

#include "access_book.h"
#include "client_config.h"
#include "handles.h"
#include "message_headers.h"
#include "start_offsets.h"
#include "topic_identity.h"

namespace projector::kafka {

// What poll() sleeps on; closed after librdkafka, whose threads write to it.
class WakeDescriptor {
 public:
  WakeDescriptor();
  ~WakeDescriptor();
  WakeDescriptor(const WakeDescriptor&) = delete;
  WakeDescriptor& operator=(const WakeDescriptor&) = delete;

  int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

class KafkaSource : public RecordSource {
 public:
  KafkaSource(const Options& options, const std::vector<TopicOptions>& topics,
              std::size_t prefetch_bytes);

  void subscribe() override;
  void wait(std::chrono::milliseconds timeout) override;
  void wake() noexcept override;
  std::optional<SourceEvent> next_event() override;
  const RecordView* next_record(TopicClass topic_class) override;
  void confirm_assigned() override;
  void confirm_revoked() override;
  void commit(std::span<const PartitionOffset> next_offsets) override;
  void ask_end_offsets() override;
  void stop(PartitionRef partition) override;
  void resume(PartitionOffset next) override;
  std::optional<Offset> earliest(PartitionRef partition) override;
  void close(std::chrono::milliseconds timeout) override;

 private:
  // One for each class in use. `message` is what the last record was read from.
  struct Intake {
    Queue queue;
    Message message;
    RecordView record;
    std::optional<MessageHeaders> headers;
  };

  void open();
  void watch(rd_kafka_queue_t* queue);
  void take_client_event(rd_kafka_event_t* event);
  void take_rebalance(rd_kafka_event_t* event);
  void take_commit(rd_kafka_event_t* event);
  void take_end_offsets(rd_kafka_event_t* event);
  void take_descriptions(rd_kafka_event_t* event);
  void take_error(rd_kafka_event_t* event);
  bool is_fenced_by_own_commit(rd_kafka_resp_err_t fatal) const;
  void announce_renewal();
  void renew();
  void tell_change(std::uint32_t topic, const rd_kafka_topic_partition_list_t& partitions);
  void tell_pauses();
  void tell_access();
  void take_message_error(const rd_kafka_message_t& message);
  void find_starts();
  void restart_fetching(PartitionOffset next);
  Offset& position_of(PartitionRef partition);
  void lift_stops(const rd_kafka_topic_partition_list_t& partitions);
  void forward(const rd_kafka_topic_partition_list_t& partitions);
  void assign(const rd_kafka_topic_partition_list_t* partitions);
  void unassign(const rd_kafka_topic_partition_list_t* partitions);
  bool is_cooperative() const;
  void push(SourceEvent::Kind kind, std::string reason);
  void check(const char* what, rd_kafka_error_t* error);

  std::uint32_t topic_index(const rd_kafka_message_t& message);
  std::optional<std::uint32_t> find_topic(const char* name) const;
  PartitionList list_of(std::span<const PartitionOffset> partitions) const;
  std::vector<PartitionOffset> refs_of(const rd_kafka_topic_partition_list_t& list) const;

  // Constant after construction.
  const Options options_;
  const std::vector<TopicOptions> topics_;
  const std::vector<std::string> topic_names_;
  const std::size_t prefetch_bytes_;  // Of one intake queue.
  const WakeDescriptor wake_;

  // Owned by the consumer thread. The client outlives its queues: they are declared after it.
  BrokerPauses pauses_;
  Client client_;
  Queue consumer_queue_;
  Queue replies_;
  std::array<Intake, kTopicClassCount> intakes_;
  std::map<PartitionRef, Queue> partition_queues_;
  std::set<PartitionRef> stopped_;
  TopicIdentities identities_;
  AccessBook access_;
  std::vector<std::vector<Offset>> positions_;  // By topic and number: what is handed out next.
  std::unordered_map<const void*, std::uint32_t> topic_by_handle_;
  const void* last_handle_ = nullptr;
  std::uint32_t last_topic_ = 0;

  std::deque<SourceEvent> events_;
  PartitionList to_assign_;  // The group gave them; their starts are being found.
  PartitionList assigning_;  // With starts; told, not confirmed yet.
  PartitionList to_revoke_;  // Told, not confirmed yet.
  Instant next_find_starts_{};
  PartitionList assigned_;
  bool end_offsets_asked_ = false;
  Instant forward_again_until_{};
  Instant commit_asked_at_{};
  bool commit_in_flight_ = false;
  // The assignment was lost while a commit was in flight: it bears a member id that is no more.
  bool old_commit_in_flight_ = false;
  bool is_renewal_due_ = false;
};

}  // namespace projector::kafka
