#include "kafka_properties.h"

#include <algorithm>
#include <array>

namespace projector::config {
namespace {

struct OwnedProperty {
  std::string_view name;
  std::string_view instead;  // The option that decides it; empty: nobody may.
};

constexpr std::array<OwnedProperty, 31> kOwned = {{
    {"bootstrap.servers", "kafka.brokers"},
    {"metadata.broker.list", "kafka.brokers"},
    {"group.id", "kafka.group"},
    {"group.instance.id", "kafka.instance_id"},
    {"group.protocol", ""},
    {"enable.auto.commit", "commit.interval"},
    {"auto.commit.enable", "commit.interval"},
    {"auto.commit.interval.ms", "commit.interval"},
    {"enable.auto.offset.store", ""},
    {"offset.store.method", ""},
    {"auto.offset.reset", "kafka.start and kafka.offset_lost"},
    {"check.crcs", ""},
    {"queued.max.messages.kbytes", "flow.prefetch_bytes"},
    {"queued.min.messages", "flow.prefetch_bytes"},
    {"fetch.queue.backoff.ms", ""},
    {"fetch.max.bytes", "flow.prefetch_bytes"},
    {"max.partition.fetch.bytes", "flow.prefetch_bytes"},
    {"fetch.message.max.bytes", "flow.prefetch_bytes"},
    {"receive.message.max.bytes", "flow.prefetch_bytes"},
    {"fetch.wait.max.ms", ""},
    {"fetch.min.bytes", ""},
    {"fetch.error.backoff.ms", ""},
    {"log.queue", ""},
    {"acks", ""},
    {"request.required.acks", ""},
    {"message.max.bytes", ""},
    {"batch.size", ""},
    {"enable.partition.eof", ""},
    {"consume.callback.max.messages", ""},
    {"enable.idempotence", ""},
    {"allow.auto.create.topics", ""},
}};

// Of the librdkafka that we are built with: before 2.10 (its issue 4908).
constexpr bool kIsCooperativeUnsound = PROJECTOR_COOPERATIVE_IS_UNSOUND != 0;

void warn_of_cooperative(Reading& reading, const Entry& entry, const std::string& value) {
  if (entry.key != "partition.assignment.strategy") return;
  if (!kIsCooperativeUnsound || value.find("cooperative") == std::string::npos) return;
  reading.diagnostics().warn(place_of(entry.value),
                             entry.path +
                                 ": cooperative-sticky with commits of our own is unsound "
                                 "before librdkafka 2.10",
                             "prefer range");
}

}  // namespace

std::optional<std::string_view> option_of_property(std::string_view name) {
  const auto* const owned =
      std::find_if(kOwned.begin(), kOwned.end(),
                   [name](const OwnedProperty& candidate) { return candidate.name == name; });
  return owned == kOwned.end() ? std::nullopt : std::optional(owned->instead);
}

void read_kafka_properties(Reading& reading, const Entry& entry, kafka::Options& options) {
  for (const Entry& property : reading.entries(entry.value, entry.path)) {
    if (const auto option = option_of_property(property.key)) {
      reading.diagnostics().error(place_of(property.key_node),
                                  "the daemon itself sets \"" + property.key + "\" of librdkafka",
                                  option->empty() ? "leave it out" : "set " + std::string(*option));
      continue;
    }
    auto value = reading.text(property.value, property.path);
    if (!value) continue;
    reading.note(property.path, place_of(property.value));
    warn_of_cooperative(reading, property, *value);
    options.properties.emplace_back(property.key, std::move(*value));
  }
}

}  // namespace projector::config
