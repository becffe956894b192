#include "projector/kafka/record_source.h"

#include "projector/base/startup_error.h"

#include "client_config.h"
#include "handles.h"
#include "kafka_source.h"

namespace projector::kafka {

namespace {

// A topic that is just being made, or moved, passes; one that is not there or not allowed does not.
ExitCode code_for(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return ExitCode::kConfiguration;
    default:
      return ExitCode::kUnavailable;
  }
}

}  // namespace

std::unique_ptr<RecordSource> make_record_source(const Options& options,
                                                 const std::vector<TopicOptions>& topics,
                                                 std::size_t prefetch_bytes) {
  return std::make_unique<KafkaSource>(options, topics, prefetch_bytes);
}

void check_topics(const Options& options, const std::vector<TopicOptions>& topics,
                  std::chrono::milliseconds timeout) {
  const Client client = make_observer(options);
  std::string brokers;
  for (const std::string& broker : options.brokers) brokers += " " + broker;

  for (const TopicOptions& topic : topics) {
    rd_kafka_topic_t* const handle = rd_kafka_topic_new(client.get(), topic.name.c_str(), nullptr);
    const rd_kafka_metadata_t* raw = nullptr;
    auto error =
        rd_kafka_metadata(client.get(), 0, handle, &raw, static_cast<int>(timeout.count()));
    rd_kafka_topic_destroy(handle);
    const Metadata metadata(raw);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw StartupError(ExitCode::kUnavailable,
                         "kafka.brokers: no broker of" + brokers + " answers (" +
                             rd_kafka_err2str(error) +
                             "); check that they run, the addresses, and kafka.properties");
    }
    error = metadata->topic_cnt == 1 ? metadata->topics[0].err
                                     : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    throw StartupError(code_for(error),
                       topic.place + ": error: topic \"" + topic.name + "\" cannot be read at" +
                           brokers + ": " + rd_kafka_err2str(error) +
                           "; create it, correct the name, or grant READ and DESCRIBE on it");
  }
}

std::string library_version() { return rd_kafka_version_str(); }

}  // namespace projector::kafka
