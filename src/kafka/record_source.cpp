#include "projector/kafka/record_source.h"

#include "kafka_source.h"

namespace projector::kafka {

std::unique_ptr<RecordSource> make_record_source(const Options& options,
                                                 const std::vector<TopicOptions>& topics,
                                                 std::size_t prefetch_bytes) {
  return std::make_unique<KafkaSource>(options, topics, prefetch_bytes);
}

std::string library_version() { return rd_kafka_version_str(); }

}  // namespace projector::kafka
