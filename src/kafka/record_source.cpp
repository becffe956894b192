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

// What the brokers say of the topic.
rd_kafka_resp_err_t ask_for(rd_kafka_t* client, const std::string& name, const std::string& brokers,
                            std::chrono::milliseconds timeout) {
  const TopicHandle handle(rd_kafka_topic_new(client, name.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  const auto error =
      rd_kafka_metadata(client, 0, handle.get(), &raw, static_cast<int>(timeout.count()));
  const Metadata metadata(raw);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw StartupError(ExitCode::kUnavailable,
                       "kafka.brokers: no broker of" + brokers + " answers (" +
                           rd_kafka_err2str(error) +
                           "); check that they run, the addresses, and kafka.properties");
  }
  return metadata->topic_cnt == 1 ? metadata->topics[0].err
                                  : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
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
  for (const std::string& broker : options.brokers) brokers.append(" ").append(broker);

  for (const TopicOptions& topic : topics) {
    const auto error = ask_for(client.get(), topic.name, brokers, timeout);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw StartupError(code_for(error),
                         topic.place + ": error: topic \"" + topic.name + "\" cannot be read at" +
                             brokers + ": " + rd_kafka_err2str(error) +
                             "; create it, correct the name, or grant READ and DESCRIBE on it");
    }
    if (topic.dead_letter_topic.empty()) continue;
    const auto letters_error = ask_for(client.get(), topic.dead_letter_topic, brokers, timeout);
    if (letters_error == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    throw StartupError(code_for(letters_error),
                       topic.place + ": error: dead_letter_topic \"" + topic.dead_letter_topic +
                           "\" of topic \"" + topic.name + "\" cannot be written at" + brokers +
                           ": " + rd_kafka_err2str(letters_error) +
                           "; create it, correct the name, or grant WRITE and DESCRIBE on it");
  }
}

std::string library_version() { return rd_kafka_version_str(); }

}  // namespace projector::kafka
