#include "sim/kafka_client.h"

#include <array>

#include "sim/errors.h"

namespace harbor::kafka {
namespace {

using AdminOptions =
    std::unique_ptr<rd_kafka_AdminOptions_t, Destroy<rd_kafka_AdminOptions_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>>;

// librdkafka's texts of errors want room; it cuts what is longer.
using ErrorText = std::array<char, 512>;

}  // namespace

void throw_unavailable(const std::string& brokers, const std::string& reason) {
  throw Unavailable("no answer from Kafka at " + brokers + ": " + reason +
                    ". Start a broker there, or name another with --brokers");
}

Configuration configure(const std::string& brokers, Properties properties) {
  Configuration configuration(rd_kafka_conf_new());
  ErrorText error{};
  const auto set = [&](const char* name, const std::string& value) {
    if (rd_kafka_conf_set(configuration.get(), name, value.c_str(), error.data(), error.size()) !=
        RD_KAFKA_CONF_OK) {
      throw UsageError(error.data());
    }
  };
  set("bootstrap.servers", brokers);
  set("client.id", "harbor-sim");
  // A topic's name with a typing error must not become a topic of one partition.
  set("allow.auto.create.topics", "false");
  for (const auto& [name, value] : properties) set(name, value);
  // Its log would break the progress line; what ends a command is reported as an error anyway.
  rd_kafka_conf_set_log_cb(configuration.get(), nullptr);
  return configuration;
}

Client open_client(rd_kafka_type_t type, Configuration configuration) {
  ErrorText error{};
  Client client(rd_kafka_new(type, configuration.get(), error.data(), error.size()));
  if (!client) throw Unavailable(std::string("cannot start a Kafka client: ") + error.data());
  rd_kafka_conf_t* const now_the_clients = configuration.release();
  static_cast<void>(now_the_clients);
  return client;
}

int partition_count(rd_kafka_t* client, const TopicAddress& topic) {
  const Topic handle(rd_kafka_topic_new(client, topic.name.c_str(), nullptr));
  if (!handle) throw UsageError("not a topic's name: " + topic.name);

  const rd_kafka_metadata_t* answer = nullptr;
  const auto failure = rd_kafka_metadata(client, 0, handle.get(), &answer, kAnswerTimeoutMs);
  if (failure != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw_unavailable(topic.brokers, rd_kafka_err2str(failure));
  }
  const Metadata metadata(answer);
  const rd_kafka_metadata_topic& found = metadata->topics[0];
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR || found.partition_cnt == 0) {
    throw Unavailable("topic " + topic.name + " at " + topic.brokers + ": " +
                      rd_kafka_err2str(found.err) +
                      ". Make it first (harbor-sim produce --create-topic), or check its name "
                      "and access");
  }
  return found.partition_cnt;
}

void create_topic(const TopicAddress& topic, int partitions, int replicas) {
  const Client client = open_client(RD_KAFKA_PRODUCER, configure(topic.brokers, {}));
  ErrorText error{};
  const NewTopic wanted(
      rd_kafka_NewTopic_new(topic.name.c_str(), partitions, replicas, error.data(), error.size()));
  if (!wanted) throw UsageError("cannot make topic " + topic.name + ": " + error.data());

  const AdminOptions options(
      rd_kafka_AdminOptions_new(client.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kAnswerTimeoutMs, error.data(),
                                            error.size());
  const Queue answers(rd_kafka_queue_new(client.get()));
  rd_kafka_NewTopic_t* request = wanted.get();
  rd_kafka_CreateTopics(client.get(), &request, 1, options.get(), answers.get());

  // The request itself times out and answers with that; waiting longer is only a guard.
  const Event event(rd_kafka_queue_poll(answers.get(), 2 * kAnswerTimeoutMs));
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw_unavailable(topic.brokers,
                      event ? rd_kafka_event_error_string(event.get()) : "timed out");
  }
  std::size_t count = 0;
  const auto** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  if (count != 1) throw_unavailable(topic.brokers, "an empty answer");
  const auto result = rd_kafka_topic_result_error(results[0]);
  if (result == RD_KAFKA_RESP_ERR_NO_ERROR || result == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    return;
  }
  const char* const reason = rd_kafka_topic_result_error_string(results[0]);
  throw Unavailable("cannot make topic " + topic.name + " at " + topic.brokers + ": " +
                    (reason != nullptr ? reason : rd_kafka_err2str(result)));
}

}  // namespace harbor::kafka
