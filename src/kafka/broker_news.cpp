// KafkaSource's half that hears of topics made anew, of pauses and of refusals.

#include <utility>

#include "kafka_source.h"

namespace projector::kafka {

using Kind = SourceEvent::Kind;

void KafkaSource::tell_pauses() {
  pauses_.is_news = false;
  SourceEvent event;
  event.kind = Kind::kThrottled;
  event.seconds = pauses_.longest();
  events_.push_back(std::move(event));
}

void KafkaSource::tell_access() {
  auto news = access_.take_news();
  if (!news) return;
  SourceEvent event;
  event.kind = Kind::kAccess;
  event.refused = *std::move(news);
  events_.push_back(std::move(event));
}

void KafkaSource::take_descriptions(rd_kafka_event_t* event) {
  access_.on_described(event);
  for (const std::uint32_t topic : identities_.take(event)) tell_change(topic, *assigned_);
}

// Nothing where the topic is what it was.
void KafkaSource::tell_change(std::uint32_t topic,
                              const rd_kafka_topic_partition_list_t& partitions) {
  SourceEvent event;
  event.kind = Kind::kTopicChanged;
  event.reason = identities_.change_of(topic);
  for (const PartitionOffset& entry : refs_of(partitions)) {
    if (entry.partition.topic == topic) event.partitions.push_back(entry);
  }
  if (!event.reason.empty() && !event.partitions.empty()) events_.push_back(event);
  if (!identities_.take_made_anew(topic)) return;
  push(Kind::kWarning, "topic " + topic_names_[topic] + " was deleted and made anew");
  for (const PartitionOffset& entry : event.partitions) {
    SourceEvent lost;
    lost.kind = Kind::kOffsetLost;
    lost.partitions = {entry};
    events_.push_back(std::move(lost));
  }
}

}  // namespace projector::kafka
