// Hands records to Kafka in large batches and counts what the broker acknowledged.
//
// Keys go to partitions as Java's producers send them (murmur2), so that a topic can be fed by
// both. Thread: one owner; delivery reports arrive inside serve() and flush().

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/kafka_client.h"

namespace harbor::kafka {

struct ProducerOptions {
  TopicAddress topic;
  std::string acks = "all";
  std::string compression = "lz4";
  std::chrono::milliseconds linger{5};  // How long a record waits for a fuller request.
};

struct Deliveries {
  std::uint64_t acknowledged = 0;
  std::uint64_t failed = 0;
  std::string first_failure;  // Why the first one failed.
};

// A record on its way; it views what must live until try_send() has returned.
struct OutgoingRecord {
  std::string_view key;
  std::optional<std::string_view> value;    // Nothing: a tombstone.
  std::optional<std::string_view> version;  // The value of a header of that name.
};

class Producer {
 public:
  // Throws Unavailable when no broker answers or the topic is not there.
  explicit Producer(const ProducerOptions& options);
  ~Producer();

  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Copies the record and queues it; false when the queue is full: call serve() and try again.
  // Throws Unavailable when nothing can be produced any more.
  bool try_send(const OutgoingRecord& record);

  // Takes in delivery reports, waiting up to `timeout` for the first.
  void serve(std::chrono::milliseconds timeout);

  std::uint64_t queued() const;

  const Deliveries& deliveries() const { return deliveries_; }

 private:
  rd_kafka_resp_err_t send(const OutgoingRecord& record);
  rd_kafka_resp_err_t send_with_version(const OutgoingRecord& record, std::string_view version);
  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);

  Deliveries deliveries_;
  Client client_;
  Topic topic_;
};

}  // namespace harbor::kafka
