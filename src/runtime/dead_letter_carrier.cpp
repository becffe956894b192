#include "projector/runtime/dead_letter_carrier.h"

#include <cstdint>
#include <string>
#include <utility>

#include "projector/base/check.h"

namespace projector {

DeadLetterCarrier::DeadLetterCarrier(Pipeline& pipeline, DeadLetterSink* sink, Observer& observer,
                                     EventLog& log)
    : pipeline_(pipeline),
      sink_(sink),
      observer_(observer),
      log_(log),
      are_waiting_(pipeline.topic_count()) {}

void DeadLetterCarrier::take_acknowledged(Now now) {
  if (sink_ == nullptr) return;
  for (const std::uint64_t id : sink_->take_acknowledged()) pipeline_.on_dead_letter(id, now);
}

void DeadLetterCarrier::send() {
  while (auto letter = pipeline_.next_dead_letter()) {
    PROJECTOR_CHECK(sink_ != nullptr, "a dead letter came that nobody takes");
    tell(*letter);
    sink_->send(std::move(*letter));
  }
}

void DeadLetterCarrier::tell(const DeadLetter& letter) {
  const TopicOptions& topic = pipeline_.topic(letter.partition.topic);
  std::string message = topic.name;
  message.append("/").append(std::to_string(letter.partition.partition));
  message.append(": the record at offset ").append(std::to_string(letter.offset.value));
  message.append(" goes to ").append(topic.dead_letter_topic).append(" (");
  message.append(name_of(letter.rejection.reject)).append("): ");
  message.append(letter.rejection.reason);
  log_.write(Severity::kWarning, "record.dead_lettered", message);
}

void DeadLetterCarrier::look() {
  if (sink_ == nullptr) return;
  for (std::uint32_t topic = 0; topic < are_waiting_.size(); ++topic) {
    const std::string& name = pipeline_.topic(topic).dead_letter_topic;
    if (name.empty()) continue;
    std::string trouble = sink_->trouble(topic);
    const bool waits = !trouble.empty();
    if (waits) trouble.insert(0, "dead letters wait for topic " + name + ": ");
    if (waits && !are_waiting_[topic]) {
      log_.write(Severity::kError, "dead_letters.waiting",
                 trouble + "; nothing behind them is committed until it takes them");
    } else if (!waits && are_waiting_[topic]) {
      log_.write(Severity::kInfo, "dead_letters.going", "topic " + name + " takes them again");
    }
    are_waiting_[topic] = waits;
    observer_.on_letters(topic, std::move(trouble));
  }
}

}  // namespace projector
