// One broker of librdkafka's own, in memory, that answers Produce with what a test says.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "kafka/handles.h"
#include "kafka/message_headers.h"

namespace projector::kafka {

struct ReadMessage {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::int64_t timestamp = 0;
  std::vector<std::string> headers;  // "name=value", in their order.

  std::string header(const std::string& name) const {
    for (const std::string& header : headers) {
      if (header.starts_with(name + "=")) return header.substr(name.size() + 1);
    }
    return "none";
  }
};

class MockBrokers {
 public:
  MockBrokers()
      : client_(rd_kafka_new(RD_KAFKA_CONSUMER, nullptr, nullptr, 0)),
        cluster_(rd_kafka_mock_cluster_new(client_.get(), 1)) {
    constexpr int kRebalanceDelayMs = 100;  // By default longer than a short session.
    rd_kafka_mock_group_initial_rebalance_delay_ms(cluster_, kRebalanceDelayMs);
  }
  ~MockBrokers() { rd_kafka_mock_cluster_destroy(cluster_); }
  MockBrokers(const MockBrokers&) = delete;
  MockBrokers& operator=(const MockBrokers&) = delete;

  std::string addresses() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }

  void create(const std::string& topic) {
    rd_kafka_mock_topic_create(cluster_, topic.c_str(), 1, 1);
  }
  // The next Produce requests are answered so.
  void answer(const std::vector<rd_kafka_resp_err_t>& errors) {
    constexpr std::int16_t kProduce = 0;
    rd_kafka_mock_push_request_errors_array(cluster_, kProduce, errors.size(), errors.data());
  }
  // The next OffsetCommit requests are.
  void answer_commits(const std::vector<rd_kafka_resp_err_t>& errors) {
    constexpr std::int16_t kOffsetCommit = 8;
    rd_kafka_mock_push_request_errors_array(cluster_, kOffsetCommit, errors.size(), errors.data());
  }
  // The next OffsetCommit request is, so much later; what comes behind it waits as long.
  void answer_commit_late(rd_kafka_resp_err_t error, int milliseconds) {
    constexpr std::int16_t kOffsetCommit = 8;
    rd_kafka_mock_broker_push_request_error_rtts(cluster_, 1, kOffsetCommit, 1, error,
                                                 milliseconds);
  }
  void away() { rd_kafka_mock_broker_set_down(cluster_, 1); }
  void back() { rd_kafka_mock_broker_set_up(cluster_, 1); }

  // The first `count` messages of the topic; fewer where they do not come.
  std::vector<ReadMessage> read(const std::string& topic, std::size_t count) const {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", addresses().c_str(), nullptr, 0);
    rd_kafka_conf_set(conf, "group.id", "reader", nullptr, 0);
    const Client reader(rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0));
    const PartitionList list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0)->offset = 0;
    rd_kafka_assign(reader.get(), list.get());
    std::vector<ReadMessage> found;
    constexpr int kTimeoutMs = 60000;
    while (found.size() < count) {
      const Message message(rd_kafka_consumer_poll(reader.get(), kTimeoutMs));
      if (message == nullptr) break;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) found.push_back(text_of(message));
    }
    return found;
  }

 private:
  static std::optional<std::string> copy(const void* data, std::size_t size) {
    if (data == nullptr) return std::nullopt;
    return std::string(view_of(data, size));
  }
  static ReadMessage text_of(const Message& message) {
    ReadMessage text;
    text.key = copy(message->key, message->key_len);
    text.value = copy(message->payload, message->len);
    text.timestamp = rd_kafka_message_timestamp(message.get(), nullptr);
    const MessageHeaders headers(message);
    for (std::size_t index = 0; index < headers.count(); ++index) {
      const auto [name, value] = headers.at(index);
      std::string header(name);
      header.append("=").append(value.data() == nullptr ? "null" : value);
      text.headers.push_back(std::move(header));
    }
    return text;
  }

  Client client_;
  rd_kafka_mock_cluster_t* cluster_;
};

}  // namespace projector::kafka
