// What producer and reader share of librdkafka: handles that free themselves, and errors with a
// place and a remedy.

#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include <librdkafka/rdkafka.h>

namespace harbor::kafka {

// How long a broker may take to answer a question before it counts as unreachable.
inline constexpr int kAnswerTimeoutMs = 10'000;

template <auto Function>
struct Destroy {
  template <typename Handle>
  void operator()(Handle* handle) const {
    Function(handle);
  }
};

using Client = std::unique_ptr<rd_kafka_t, Destroy<rd_kafka_destroy>>;
using Configuration = std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                      Destroy<rd_kafka_topic_partition_list_destroy>>;

struct TopicAddress {
  std::string brokers;
  std::string name;
};

using Properties = std::initializer_list<std::pair<const char*, std::string>>;

// A configuration with the brokers and these properties, silent on standard error.
Configuration configure(const std::string& brokers, Properties properties);

// Takes the configuration over. Throws Unavailable.
Client open_client(rd_kafka_type_t type, Configuration configuration);

// The number of partitions. Throws Unavailable when no broker answers or the topic is not there.
int partition_count(rd_kafka_t* client, const TopicAddress& topic);

// Makes the topic; one that is there already stays as it is. Throws Unavailable.
void create_topic(const TopicAddress& topic, int partitions, int replicas);

// For a question that failed: names the brokers and what to do.
[[noreturn]] void throw_unavailable(const std::string& brokers, const std::string& reason);

}  // namespace harbor::kafka
