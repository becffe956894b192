#include "client_config.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "projector/base/startup_error.h"

namespace projector::kafka {
namespace {

using Property = std::pair<const char*, std::string>;

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

void set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> message{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), message.data(), message.size()) ==
      RD_KAFKA_CONF_OK) {
    return;
  }
  throw StartupError(ExitCode::kConfiguration,
                     "kafka.properties: librdkafka refuses \"" + name + "\": " + message.data());
}

Handle<rd_kafka_conf_t> common(const Options& options) {
  Handle<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  set(conf.get(), "client.id",
      options.instance_id.empty() ? "manifest-projector" : options.instance_id);
  set(conf.get(), "partition.assignment.strategy", "range");  // Until librdkafka 2.10 (#4908).
  set(conf.get(), "socket.keepalive.enable", "true");
  // A link that is dead without a word is found within 30 s; by default only after a minute, which
  // is longer than a session.
  set(conf.get(), "socket.timeout.ms", "20000");
  // Producers write to a new partition at once; by default a group learns of it after 5 minutes.
  set(conf.get(), "topic.metadata.refresh.interval.ms", "30000");
  for (const auto& [name, value] : options.properties) set(conf.get(), name, value);
  set(conf.get(), "bootstrap.servers", joined(options.brokers));
  set(conf.get(), "log.queue", "true");  // Its log lines come as events, on our thread.
  return conf;
}

Client make(rd_kafka_type_t type, Handle<rd_kafka_conf_t> conf) {
  std::array<char, 512> message{};
  Client client(rd_kafka_new(type, conf.get(), message.data(), message.size()));
  if (client == nullptr) {
    throw StartupError(
        ExitCode::kConfiguration,
        std::string("kafka: librdkafka refuses the configuration: ") + message.data());
  }
  static_cast<void>(conf.release());  // The client owns it now.
  return client;
}

// The most that one fetch brings from one broker, compressed. librdkafka looks at its queues before
// a fetch only, so what it unpacks to comes on top of them: config/memory.cpp allows for that. A
// partition may take all of it: beyond its share a broker sends whole batches or nothing, and a
// producer's batch may be large (docs/decisions/0019).
std::string fetch_bytes(std::size_t prefetch_bytes) {
  constexpr std::size_t kLeast = std::size_t{64} << 10;
  constexpr std::size_t kMost = std::size_t{768} << 10;
  return std::to_string(std::clamp(prefetch_bytes / 16, kLeast, kMost));
}

void on_throttle(rd_kafka_t*, const char*, std::int32_t broker, int milliseconds, void* opaque) {
  auto& pauses = *static_cast<BrokerPauses*>(opaque);
  pauses.seconds[broker] = milliseconds / 1000.0;
  pauses.is_news = true;
}

}  // namespace

double BrokerPauses::longest() const {
  double most = 0;
  for (const auto& [broker, pause] : seconds) most = std::max(most, pause);
  return most;
}

Client make_consumer(const Options& options, std::size_t prefetch_bytes, BrokerPauses& pauses) {
  auto conf = common(options);
  constexpr std::size_t kPrefetchKibMost = 2097151;  // That librdkafka takes.
  const std::size_t prefetch_kib =
      std::clamp<std::size_t>(prefetch_bytes / 1024, 1, kPrefetchKibMost);
  const std::array<Property, 16> owned = {{
      {"group.id", options.group},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      // A lost offset is an error to be decided on, never a silent jump (design decision 6).
      {"auto.offset.reset", "error"},
      {"check.crcs", "true"},
      // Tells the end of a log that ends with records we never see (aborted, compacted).
      {"enable.partition.eof", "true"},
      // librdkafka counts only values, uncompressed, before a fetch: the bound holds in bytes only
      // with few messages and small fetches beside it (docs/decisions/0019, with measurements).
      {"queued.max.messages.kbytes", std::to_string(prefetch_kib)},
      {"queued.min.messages", "2000"},
      // A full queue is looked at again so soon, by default only after 1 s: soon enough for what
      // a queue holds, and seldom enough for 300 full ones, which all are looked at each time.
      {"fetch.queue.backoff.ms", "10"},
      {"fetch.max.bytes", fetch_bytes(prefetch_bytes)},
      {"message.max.bytes", fetch_bytes(prefetch_bytes)},  // A fetch may not be set below it.
      {"max.partition.fetch.bytes", fetch_bytes(prefetch_bytes)},
      {"fetch.wait.max.ms", "500"},
      {"fetch.min.bytes", "1"},
      {"fetch.error.backoff.ms", "500"},
      {"allow.auto.create.topics", "false"},
  }};
  for (const auto& [name, value] : owned) set(conf.get(), name, value);
  if (!options.instance_id.empty()) set(conf.get(), "group.instance.id", options.instance_id);
  rd_kafka_conf_set_opaque(conf.get(), &pauses);
  rd_kafka_conf_set_throttle_cb(conf.get(), &on_throttle);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_LOG);
  return make(RD_KAFKA_CONSUMER, std::move(conf));
}

Client make_observer(const Options& options) {
  auto conf = common(options);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  return make(RD_KAFKA_CONSUMER, std::move(conf));
}

// It fetches one batch of a partition, and stands then.
Client make_lookup_consumer(const Options& options) {
  auto conf = common(options);
  const std::array<Property, 8> owned = {{
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "error"},
      {"queued.min.messages", "1"},
      {"queued.max.messages.kbytes", "1"},
      {"max.partition.fetch.bytes", "65536"},
      {"fetch.wait.max.ms", "100"},
      {"allow.auto.create.topics", "false"},
  }};
  for (const auto& [name, value] : owned) set(conf.get(), name, value);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  return make(RD_KAFKA_CONSUMER, std::move(conf));
}

Client make_producer(const Options& options) {
  auto conf = common(options);
  const std::array<Property, 8> owned = {{
      {"acks", "all"},
      // It would guard the order and against duplicates of librdkafka's own attempts; dead letters
      // promise neither, and what breaks it is fatal to the client, which would have to be made
      // anew.
      {"enable.idempotence", "false"},
      // Only the topic decides what is too large for it.
      {"message.max.bytes", "1000000000"},
      // A batch that a topic refuses for one large letter costs its company another attempt.
      {"batch.size", "131072"},
      // A topic that was missing is found again so soon.
      {"topic.metadata.refresh.interval.ms", "5000"},
      {"topic.metadata.propagation.max.ms", "5000"},
      {"reconnect.backoff.max.ms", "2000"},
      {"allow.auto.create.topics", "false"},
  }};
  for (const auto& [name, value] : owned) set(conf.get(), name, value);
  rd_kafka_conf_set_events(conf.get(),
                           RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  return make(RD_KAFKA_PRODUCER, std::move(conf));
}

}  // namespace projector::kafka
