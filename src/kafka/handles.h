// Owners of librdkafka's objects.

#pragma once

#include <memory>

#include <librdkafka/rdkafka.h>

namespace projector::kafka {

struct Destroy {
  void operator()(rd_kafka_conf_t* p) const { rd_kafka_conf_destroy(p); }
  void operator()(rd_kafka_t* p) const {
    rd_kafka_destroy_flags(p, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }
  void operator()(rd_kafka_queue_t* p) const { rd_kafka_queue_destroy(p); }
  void operator()(rd_kafka_event_t* p) const { rd_kafka_event_destroy(p); }
  void operator()(rd_kafka_error_t* p) const { rd_kafka_error_destroy(p); }
  void operator()(rd_kafka_topic_t* p) const { rd_kafka_topic_destroy(p); }
  void operator()(rd_kafka_message_t* p) const { rd_kafka_message_destroy(p); }
  void operator()(rd_kafka_topic_partition_list_t* p) const {
    rd_kafka_topic_partition_list_destroy(p);
  }
  void operator()(rd_kafka_AdminOptions_t* p) const { rd_kafka_AdminOptions_destroy(p); }
  void operator()(rd_kafka_ConfigResource_t* p) const { rd_kafka_ConfigResource_destroy(p); }
  void operator()(rd_kafka_TopicCollection_t* p) const { rd_kafka_TopicCollection_destroy(p); }
  void operator()(const rd_kafka_metadata_t* p) const { rd_kafka_metadata_destroy(p); }
};

template <typename T>
using Handle = std::unique_ptr<T, Destroy>;

using Client = Handle<rd_kafka_t>;
using TopicHandle = Handle<rd_kafka_topic_t>;
using Queue = Handle<rd_kafka_queue_t>;
using Event = Handle<rd_kafka_event_t>;
using Error = Handle<rd_kafka_error_t>;
using Message = Handle<rd_kafka_message_t>;
using PartitionList = Handle<rd_kafka_topic_partition_list_t>;
using AdminOptions = Handle<rd_kafka_AdminOptions_t>;
using ConfigResource = Handle<rd_kafka_ConfigResource_t>;
using TopicCollection = Handle<rd_kafka_TopicCollection_t>;
using Metadata = Handle<const rd_kafka_metadata_t>;

}  // namespace projector::kafka
