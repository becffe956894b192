#include "sim/kafka_reader.h"

#include <algorithm>
#include <chrono>

#include "sim/errors.h"

namespace harbor::kafka {
namespace {

using Message = std::unique_ptr<rd_kafka_message_t, Destroy<rd_kafka_message_destroy>>;

// Without any record for so long, the broker is gone.
constexpr std::chrono::seconds kSilenceMax{30};
constexpr int kPollTimeoutMs = 200;

Configuration reader_configuration(const std::string& brokers) {
  return configure(brokers, {{"group.id", "harbor-sim-unused"},
                             {"enable.auto.commit", "false"},
                             {"enable.partition.eof", "true"},
                             {"auto.offset.reset", "error"},
                             {"check.crcs", "true"},
                             {"queued.max.messages.kbytes", "16384"},
                             {"fetch.queue.backoff.ms", "10"}});
}

std::string_view to_view(const void* bytes, std::size_t size) {
  return {static_cast<const char*>(bytes), size};
}

}  // namespace

std::optional<std::string_view> RecordView::key() const {
  if (message_.key == nullptr) return std::nullopt;
  return to_view(message_.key, message_.key_len);
}

std::optional<Instant> RecordView::timestamp() const {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t ms = rd_kafka_message_timestamp(&message_, &type);
  if (type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) return std::nullopt;
  return Instant(std::chrono::milliseconds(ms));
}

std::optional<std::string_view> RecordView::value() const {
  if (message_.payload == nullptr) return std::nullopt;
  return to_view(message_.payload, message_.len);
}

std::optional<std::string_view> RecordView::header(const char* name) const {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message_, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  const void* bytes = nullptr;
  std::size_t size = 0;
  const auto result = rd_kafka_header_get_last(headers, name, &bytes, &size);
  if (result != RD_KAFKA_RESP_ERR_NO_ERROR || bytes == nullptr) return std::nullopt;
  return to_view(bytes, size);
}

Reader::Reader(const TopicAddress& topic)
    : topic_(topic), client_(open_client(RD_KAFKA_CONSUMER, reader_configuration(topic.brokers))) {
  rd_kafka_poll_set_consumer(client_.get());
  const int count = partition_count(client_.get(), topic);
  for (std::int32_t number = 0; number < count; ++number) {
    Partition partition{0, 0, true};
    const auto failure =
        rd_kafka_query_watermark_offsets(client_.get(), topic.name.c_str(), number,
                                         &partition.begin, &partition.end, kAnswerTimeoutMs);
    if (failure != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw_unavailable(topic.brokers, rd_kafka_err2str(failure));
    }
    partitions_.push_back(partition);
  }
}

Reader::~Reader() { rd_kafka_consumer_close(client_.get()); }

std::uint64_t Reader::offsets() const {
  std::int64_t sum = 0;
  for (const Partition& partition : partitions_) sum += partition.end - partition.begin;
  return static_cast<std::uint64_t>(sum);
}

std::uint64_t Reader::offsets_gone() const {
  std::int64_t sum = 0;
  for (const Partition& partition : partitions_) sum += partition.begin;
  return static_cast<std::uint64_t>(sum);
}

void Reader::assign() {
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions_.size())));
  for (std::size_t number = 0; number < partitions_.size(); ++number) {
    Partition& partition = partitions_[number];
    if (partition.begin >= partition.end) continue;
    partition.is_done = false;
    ++unfinished_;
    rd_kafka_topic_partition_list_add(list.get(), topic_.name.c_str(),
                                      static_cast<std::int32_t>(number))
        ->offset = partition.begin;
  }
  const auto failure = rd_kafka_assign(client_.get(), list.get());
  if (failure != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw_unavailable(topic_.brokers, rd_kafka_err2str(failure));
  }
}

void Reader::read(const std::function<void(const RecordView&)>& take) {
  using Clock = std::chrono::steady_clock;
  assign();
  Clock::time_point silent_since = Clock::now();
  while (unfinished_ > 0) {
    const Message message(rd_kafka_consumer_poll(client_.get(), kPollTimeoutMs));
    if (message && take_one(*message, take)) {
      silent_since = Clock::now();
    } else if (Clock::now() - silent_since > kSilenceMax) {
      throw_unavailable(topic_.brokers, "no record for " + std::to_string(kSilenceMax.count()) +
                                            " s in the middle of topic " + topic_.name);
    }
  }
}

// True when the message was a step forward.
bool Reader::take_one(const rd_kafka_message_t& message,
                      const std::function<void(const RecordView&)>& take) {
  const bool has_partition =
      message.partition >= 0 && static_cast<std::size_t>(message.partition) < partitions_.size();
  switch (message.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      break;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      throw Unavailable("cannot read topic " + topic_.name +
                        " to its end: " + rd_kafka_message_errstr(&message));
    default:
      return false;  // The client tries again by itself.
  }
  if (!has_partition) return false;

  Partition& partition = partitions_[static_cast<std::size_t>(message.partition)];
  if (partition.is_done) return true;
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    finish(partition);  // What is left up to the end was aborted or compacted.
    return true;
  }
  if (message.offset < partition.end) take(RecordView(message));
  if (message.offset + 1 >= partition.end) finish(partition);
  return true;
}

void Reader::finish(Partition& partition) {
  partition.is_done = true;
  --unfinished_;
}

}  // namespace harbor::kafka
