#include "log_reader.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "client_config.h"

namespace projector::kafka {
namespace {

constexpr auto kFetchTimeout = std::chrono::seconds(5);
constexpr int kAdminTimeoutMs = 5000;

AdminOptions admin_options(rd_kafka_t* client, rd_kafka_admin_op_t operation) {
  AdminOptions options(rd_kafka_AdminOptions_new(client, operation));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kAdminTimeoutMs, nullptr, 0);
  return options;
}

RetentionLimits limits_of(const rd_kafka_ConfigResource_t* resource) {
  RetentionLimits limits;
  bool deletes = true;
  std::size_t count = 0;
  const auto** const entries = rd_kafka_ConfigResource_configs(resource, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = rd_kafka_ConfigEntry_name(entries[i]);
    const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
    if (value == nullptr) continue;
    const long long number = std::atoll(value);
    if (name == "retention.ms" && number >= 0) limits.age = std::chrono::milliseconds(number);
    if (name == "retention.bytes") limits.has_size = number >= 0;
    if (name == "cleanup.policy") deletes = std::strstr(value, "delete") != nullptr;
  }
  return deletes ? limits : RetentionLimits{};
}

}  // namespace

std::unique_ptr<LogLookup> make_log_lookup(const Options& options,
                                           const std::vector<TopicOptions>& topics,
                                           std::function<void()> wake) {
  return std::make_unique<LogReader>(options, topics, std::move(wake));
}

LogReader::LogReader(const Options& options, const std::vector<TopicOptions>& topics,
                     std::function<void()> wake)
    : options_(options), wake_(std::move(wake)), handles_(topics.size()) {
  for (const TopicOptions& topic : topics) topic_names_.push_back(topic.name);
}

LogReader::~LogReader() {
  // Its threads call back until the queues tell them nothing more.
  if (records_ != nullptr) rd_kafka_queue_cb_event_enable(records_.get(), nullptr, nullptr);
  if (replies_ != nullptr) rd_kafka_queue_cb_event_enable(replies_.get(), nullptr, nullptr);
}

void LogReader::open() {
  if (client_ != nullptr) return;
  client_ = make_lookup_consumer(options_);
  records_.reset(rd_kafka_queue_new(client_.get()));
  // What the client meets itself comes there too; the member of the group meets and tells the same.
  replies_.reset(rd_kafka_queue_get_main(client_.get()));
  static_cast<void>(rd_kafka_set_log_queue(client_.get(), nullptr));
  const auto wake = [](rd_kafka_t*, void* reader) { static_cast<LogReader*>(reader)->wake_(); };
  rd_kafka_queue_cb_event_enable(records_.get(), wake, this);
  rd_kafka_queue_cb_event_enable(replies_.get(), wake, this);
}

// --- Times of records.

void LogReader::ask_record_time(PartitionOffset place) {
  open();
  fetches_.ask(place);
  start_fetches();
}

void LogReader::start_fetches() {
  while (const auto place = fetches_.start(std::chrono::steady_clock::now() + kFetchTimeout)) {
    const PartitionRef partition = place->partition;
    if (rd_kafka_consume_start_queue(handle_of(partition.topic), partition.partition,
                                     place->offset.value, records_.get()) != 0) {
      static_cast<void>(fetches_.end(partition));  // Asked again if needed.
    }
  }
}

void LogReader::take_message(const rd_kafka_message_t& message) {
  const auto topic = message.rkt != nullptr ? find_topic(rd_kafka_topic_name(message.rkt))
                                            : std::optional<std::uint32_t>{};
  if (!topic) return;
  std::optional<WallTime> time;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t timestamp = rd_kafka_message_timestamp(&message, &type);
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR && type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE &&
      timestamp >= 0) {
    time = WallTime(std::chrono::milliseconds(timestamp));
  }
  end_fetch({*topic, message.partition}, time);
}

void LogReader::end_fetch(PartitionRef partition, std::optional<WallTime> timestamp) {
  const auto place = fetches_.end(partition);
  if (!place) return;  // What was fetched beside it.
  rd_kafka_consume_stop(handle_of(partition.topic), partition.partition);
  if (!timestamp) return;
  LogFinding finding;
  finding.kind = LogFinding::Kind::kRecordTime;
  finding.place = *place;
  finding.timestamp = *timestamp;
  findings_.push_back(std::move(finding));
}

void LogReader::give_up_late_fetches() {
  for (const PartitionRef partition : fetches_.late(std::chrono::steady_clock::now())) {
    end_fetch(partition, std::nullopt);
  }
}

// --- Retention.

void LogReader::ask_retention(std::uint32_t topic) {
  open();
  const ConfigResource resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic_names_[topic].c_str()));
  std::array<rd_kafka_ConfigResource_t*, 1> resources = {resource.get()};
  const auto options = admin_options(client_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
  rd_kafka_DescribeConfigs(client_.get(), resources.data(), 1, options.get(), replies_.get());
}

void LogReader::take_retention(rd_kafka_event_t* event) {
  std::size_t count = 0;
  const auto* const result = rd_kafka_event_DescribeConfigs_result(event);
  const auto** const resources = rd_kafka_DescribeConfigs_result_resources(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto topic = find_topic(rd_kafka_ConfigResource_name(resources[i]));
    if (!topic) continue;
    LogFinding finding;
    finding.kind = LogFinding::Kind::kRetention;
    finding.place.partition.topic = *topic;
    const auto error = rd_kafka_ConfigResource_error(resources[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      finding.retention = limits_of(resources[i]);
    } else {
      finding.reason = rd_kafka_err2str(error);
    }
    findings_.push_back(std::move(finding));
  }
}

void LogReader::ask_log_starts(const std::vector<PartitionRef>& partitions) {
  open();
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const PartitionRef partition : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), topic_names_[partition.topic].c_str(),
                                      partition.partition)
        ->offset = RD_KAFKA_OFFSET_SPEC_EARLIEST;
  }
  const auto options = admin_options(client_.get(), RD_KAFKA_ADMIN_OP_LISTOFFSETS);
  rd_kafka_ListOffsets(client_.get(), list.get(), options.get(), replies_.get());
}

void LogReader::take_log_starts(rd_kafka_event_t* event) {
  std::size_t count = 0;
  const auto** const infos =
      rd_kafka_ListOffsets_result_infos(rd_kafka_event_ListOffsets_result(event), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto* const partition = rd_kafka_ListOffsetsResultInfo_topic_partition(infos[i]);
    const auto topic = find_topic(partition->topic);
    if (!topic || partition->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    LogFinding finding;
    finding.kind = LogFinding::Kind::kLogStart;
    finding.place = {{*topic, partition->partition}, Offset{partition->offset}};
    findings_.push_back(std::move(finding));
  }
}

// --- What was found.

std::optional<LogFinding> LogReader::next_finding() {
  if (client_ == nullptr) return std::nullopt;
  while (const Message message{rd_kafka_consume_queue(records_.get(), 0)}) take_message(*message);
  while (const Event event{rd_kafka_queue_poll(replies_.get(), 0)}) take_reply(event.get());
  give_up_late_fetches();
  start_fetches();
  if (findings_.empty()) return std::nullopt;
  LogFinding finding = std::move(findings_.front());
  findings_.pop_front();
  return finding;
}

// A question that failed as a whole is asked again when it is due.
void LogReader::take_reply(rd_kafka_event_t* event) {
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT:
      take_retention(event);
      break;
    case RD_KAFKA_EVENT_LISTOFFSETS_RESULT:
      take_log_starts(event);
      break;
    default:
      break;
  }
}

rd_kafka_topic_t* LogReader::handle_of(std::uint32_t topic) {
  TopicHandle& handle = handles_[topic];
  if (handle == nullptr) {
    handle.reset(rd_kafka_topic_new(client_.get(), topic_names_[topic].c_str(), nullptr));
  }
  return handle.get();
}

std::optional<std::uint32_t> LogReader::find_topic(const char* name) const {
  const auto found = std::find(topic_names_.begin(), topic_names_.end(), name);
  if (found == topic_names_.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - topic_names_.begin());
}

}  // namespace projector::kafka
