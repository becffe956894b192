#include "sim/kafka_producer.h"

#include <array>

#include "sim/errors.h"

namespace harbor::kafka {
namespace {

// Enough that 100,000 events/s wait 0.2 s for the broker, and at 0.8 KB 16 MB.
constexpr const char* kQueueRecordsMax = "20000";
constexpr const char* kQueueKilobytesMax = "65536";

// After that long without an acknowledgement a record counts as failed. Longer than a broker takes
// to start again, which tests make it do under load.
constexpr const char* kDeliveryTimeoutMs = "120000";

using Error = std::unique_ptr<rd_kafka_error_t, Destroy<rd_kafka_error_destroy>>;

// librdkafka copies what it is given, and only reads it for that. No bytes at all is null.
void* bytes_of(std::string_view bytes) { return const_cast<char*>(bytes.data()); }

}  // namespace

Producer::Producer(const ProducerOptions& options) {
  // Idempotence keeps the order of a key over retries, and needs the acknowledgement of all.
  const bool idempotent = options.acks == "all";
  Configuration configuration =
      configure(options.topic.brokers, {{"acks", options.acks},
                                        {"enable.idempotence", idempotent ? "true" : "false"},
                                        {"compression.codec", options.compression},
                                        {"partitioner", "murmur2_random"},
                                        {"linger.ms", std::to_string(options.linger.count())},
                                        {"batch.num.messages", "10000"},
                                        {"batch.size", "1000000"},
                                        {"queue.buffering.max.messages", kQueueRecordsMax},
                                        {"queue.buffering.max.kbytes", kQueueKilobytesMax},
                                        {"message.timeout.ms", kDeliveryTimeoutMs}});
  rd_kafka_conf_set_dr_msg_cb(configuration.get(), &Producer::on_delivery);
  rd_kafka_conf_set_opaque(configuration.get(), this);
  client_ = open_client(RD_KAFKA_PRODUCER, std::move(configuration));
  static_cast<void>(partition_count(client_.get(), options.topic));
  topic_.reset(rd_kafka_topic_new(client_.get(), options.topic.name.c_str(), nullptr));
  if (!topic_) throw UsageError("not a topic's name: " + options.topic.name);
}

Producer::~Producer() {
  // What is still queued was given up; without this the client would wait for it.
  if (client_) rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

bool Producer::try_send(const OutgoingRecord& record) {
  const rd_kafka_resp_err_t refused =
      record.version ? send_with_version(record, *record.version) : send(record);
  if (refused == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  if (refused == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
  throw Unavailable(std::string("Kafka takes no more records: ") + rd_kafka_err2str(refused));
}

rd_kafka_resp_err_t Producer::send(const OutgoingRecord& record) {
  const std::string_view value = record.value.value_or(std::string_view());
  const int refused =
      rd_kafka_produce(topic_.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, bytes_of(value),
                       value.size(), record.key.data(), record.key.size(), nullptr);
  return refused == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
}

rd_kafka_resp_err_t Producer::send_with_version(const OutgoingRecord& record,
                                                std::string_view version) {
  const std::string_view value = record.value.value_or(std::string_view());
  std::array<rd_kafka_vu_t, 5> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_RKT;
  parts[0].u.rkt = topic_.get();
  parts[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[1].u.i = RD_KAFKA_MSG_F_COPY;
  parts[2].vtype = RD_KAFKA_VTYPE_KEY;
  parts[2].u.mem = {bytes_of(record.key), record.key.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[3].u.mem = {bytes_of(value), value.size()};
  parts[4].vtype = RD_KAFKA_VTYPE_HEADER;
  parts[4].u.header = {"version", version.data(), static_cast<ssize_t>(version.size())};
  const Error failure(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
  return failure ? rd_kafka_error_code(failure.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
}

void Producer::serve(std::chrono::milliseconds timeout) {
  rd_kafka_poll(client_.get(), static_cast<int>(timeout.count()));
}

std::uint64_t Producer::queued() const {
  return static_cast<std::uint64_t>(rd_kafka_outq_len(client_.get()));
}

void Producer::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  Deliveries& deliveries = static_cast<Producer*>(self)->deliveries_;
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    ++deliveries.acknowledged;
    return;
  }
  if (deliveries.failed++ == 0) deliveries.first_failure = rd_kafka_err2str(message->err);
}

}  // namespace harbor::kafka
