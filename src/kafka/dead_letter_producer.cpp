#include "dead_letter_producer.h"

#include <array>
#include <chrono>
#include <utility>

#include "projector/base/check.h"
#include "projector/kafka/dead_letter_sink.h"

#include "client_config.h"
#include "error_text.h"

namespace projector::kafka {
namespace {

// Between attempts of what librdkafka gave up, as the broker most often says why at once: a topic
// that is gone, a right that is missing. An operator who mends it sees letters go soon after.
constexpr auto kPauseFirst = std::chrono::milliseconds(500);
constexpr auto kPauseLimit = std::chrono::milliseconds(5000);
// An acknowledgement takes some ms; leaders move in less than this.
constexpr auto kSilentMax = std::chrono::seconds(5);

// What a topic says of one message, and answers for all that were in a batch with it.
bool is_about_one_message(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ||
         error == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP || error == RD_KAFKA_RESP_ERR_INVALID_RECORD;
}

rd_kafka_headers_t* librdkafka_headers(const std::vector<DeadLetterHeader>& headers) {
  rd_kafka_headers_t* const list = rd_kafka_headers_new(headers.size());
  for (const auto& [name, value] : headers) {
    rd_kafka_header_add(list, name.data(), static_cast<ssize_t>(name.size()),
                        value ? value->data() : nullptr,
                        value ? static_cast<ssize_t>(value->size()) : 0);
  }
  return list;
}

rd_kafka_vu_t bytes_of(rd_kafka_vtype_t type, const std::string* bytes) {
  rd_kafka_vu_t unit{};
  unit.vtype = type;
  if (bytes == nullptr) return unit;
  // Read only: librdkafka copies keys, and sends values from where they are.
  unit.u.mem.ptr = const_cast<char*>(bytes->data());
  unit.u.mem.size = bytes->size();
  return unit;
}

}  // namespace

DeadLetterProducer::DeadLetterProducer(const Options& options,
                                       const std::vector<TopicOptions>& topics,
                                       std::function<void()> wake)
    : wake_(std::move(wake)),
      client_(make_producer(options)),
      queue_(rd_kafka_queue_get_main(client_.get())),
      topics_(topics.size()),
      backoff_(kPauseFirst, kPauseLimit, 0) {
  // Its log lines are not shown: the consumer's say the same of the same brokers.
  PROJECTOR_CHECK(rd_kafka_set_log_queue(client_.get(), nullptr) == RD_KAFKA_RESP_ERR_NO_ERROR,
                  "librdkafka's log lines have no queue");
  for (std::size_t index = 0; index < topics.size(); ++index) {
    topics_[index].source = topics[index].name;
    const std::string& name = topics[index].dead_letter_topic;
    if (name.empty()) continue;
    topics_[index].handle.reset(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
  }
  rd_kafka_queue_cb_event_enable(
      queue_.get(),
      [](rd_kafka_t*, void* self) { static_cast<DeadLetterProducer*>(self)->wake_(); }, this);
}

// What is not acknowledged was not committed: nothing is waited for.
DeadLetterProducer::~DeadLetterProducer() {
  rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
}

void DeadLetterProducer::send(DeadLetter letter) {
  const Instant now = std::chrono::steady_clock::now();
  Topic& topic = topics_[letter.partition.topic];
  PROJECTOR_CHECK(topic.handle != nullptr, "a dead letter of a topic that has no topic for it");
  Entry& entry = entries_[letter.id];
  entry.letter = std::move(letter);
  topic.waiting.push_back(&entry);
  if (!topic.silent_since) topic.silent_since = now;
  produce_waiting(topic, now);
}

std::vector<std::uint64_t> DeadLetterProducer::take_acknowledged() {
  while (true) {
    const Event event(rd_kafka_queue_poll(queue_.get(), 0));
    if (event == nullptr) break;
    take_event(event.get());
  }
  const Instant now = std::chrono::steady_clock::now();
  for (Topic& topic : topics_) produce_waiting(topic, now);
  return std::exchange(acknowledged_, {});
}

std::string DeadLetterProducer::trouble(std::uint32_t topic) const {
  const Topic& asked = topics_[topic];
  if (asked.refusals > 0) return asked.refusal;
  if (!asked.error.empty()) return asked.error;
  if (!asked.silent_since) return {};
  const auto silent = std::chrono::steady_clock::now() - *asked.silent_since;
  if (silent < kSilentMax) return {};
  std::string said = "no acknowledgement for ";
  said.append(std::to_string(std::chrono::duration_cast<std::chrono::seconds>(silent).count()))
      .append(" s");
  if (!client_error_.empty()) said.append("; ").append(client_error_);
  return said;
}

// --- What the brokers say.

void DeadLetterProducer::take_event(rd_kafka_event_t* event) {
  switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_DR:
      while (const rd_kafka_message_t* message = rd_kafka_event_message_next(event)) {
        take_report(*message);
      }
      break;
    case RD_KAFKA_EVENT_ERROR:
      client_error_ = rd_kafka_event_error_string(event);
      break;
    default:
      break;
  }
}

void DeadLetterProducer::take_report(const rd_kafka_message_t& message) {
  Entry& entry = *static_cast<Entry*>(message._private);
  Topic& topic = topics_[entry.letter.partition.topic];
  --topic.in_air;
  topic.is_one_alone = false;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    on_failure(topic, entry, message.err);
    return;
  }
  topic.failures = 0;
  topic.error.clear();
  client_error_.clear();
  if (entry.is_refused) --topic.refusals;
  const bool is_last = topic.in_air == 0 && topic.waiting.empty();
  topic.silent_since = is_last ? std::nullopt : std::optional(std::chrono::steady_clock::now());
  const std::uint64_t id = entry.letter.id;
  acknowledged_.push_back(id);
  entries_.erase(id);
}

void DeadLetterProducer::on_failure(Topic& topic, Entry& entry, rd_kafka_resp_err_t error) {
  if (is_about_one_message(error)) {
    on_refusal(topic, entry, error);
    return;
  }
  topic.waiting.push_back(&entry);
  topic.error = error_text(error);
  const Instant now = std::chrono::steady_clock::now();
  if (now < topic.not_before) return;  // Of the attempt that failed already.
  topic.not_before = now + backoff_.pause_after(++topic.failures);
}

void DeadLetterProducer::on_refusal(Topic& topic, Entry& entry, rd_kafka_resp_err_t error) {
  if (!std::exchange(entry.goes_alone, true) || give_in(entry, error)) {
    topic.waiting.push_front(&entry);
    return;
  }
  if (!std::exchange(entry.is_refused, true)) ++topic.refusals;
  topic.refusal = error_text(error);
  topic.refused.push_back(&entry);
  topic.refused_until = std::chrono::steady_clock::now() + kPauseLimit;
}

// Whether the topic may take the letter with less in it.
bool DeadLetterProducer::give_in(Entry& entry, rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE &&
         (std::exchange(entry.form.has_value, false) ||
          std::exchange(entry.form.has_headers, false));
}

// --- To the brokers.

void DeadLetterProducer::produce_waiting(Topic& topic, Instant now) {
  if (now < topic.not_before) return;
  if (now >= topic.refused_until) {
    topic.waiting.insert(topic.waiting.end(), topic.refused.begin(), topic.refused.end());
    topic.refused.clear();
  }
  while (!topic.waiting.empty() && !topic.is_one_alone) {
    Entry& entry = *topic.waiting.front();
    if (entry.goes_alone && topic.in_air > 0) return;
    topic.waiting.pop_front();
    const auto error = produce(topic, entry);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++topic.in_air;
      topic.is_one_alone = entry.goes_alone;
      continue;
    }
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      topic.waiting.push_front(&entry);
      return;
    }
    on_failure(topic, entry, error);
    if (now < topic.not_before) return;
  }
}

rd_kafka_resp_err_t DeadLetterProducer::produce(Topic& topic, Entry& entry) {
  const DeadLetter& letter = entry.letter;
  rd_kafka_headers_t* const headers =
      librdkafka_headers(message_headers(letter, topic.source, entry.form));

  std::array<rd_kafka_vu_t, 6> units{};
  units[0].vtype = RD_KAFKA_VTYPE_RKT;
  units[0].u.rkt = topic.handle.get();
  const bool has_value = letter.value && entry.form.has_value;
  units[1] = bytes_of(RD_KAFKA_VTYPE_KEY, letter.key ? &*letter.key : nullptr);
  units[2] = bytes_of(RD_KAFKA_VTYPE_VALUE, has_value ? &*letter.value : nullptr);
  units[3].vtype = RD_KAFKA_VTYPE_HEADERS;
  units[3].u.headers = headers;
  units[4].vtype = RD_KAFKA_VTYPE_OPAQUE;
  units[4].u.ptr = &entry;
  units[5].vtype = RD_KAFKA_VTYPE_TIMESTAMP;  // 0: now.
  if (letter.timestamp) {
    units[5].u.i64 = letter.timestamp->time_since_epoch().count();
  }
  const Error refused(rd_kafka_produceva(client_.get(), units.data(), units.size()));
  if (refused == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_headers_destroy(headers);  // They stay ours when it refuses.
  return rd_kafka_error_code(refused.get());
}

std::unique_ptr<DeadLetterSink> make_dead_letter_sink(const Options& options,
                                                      const std::vector<TopicOptions>& topics,
                                                      std::function<void()> wake) {
  for (const TopicOptions& topic : topics) {
    if (topic.dead_letter_topic.empty()) continue;
    return std::make_unique<DeadLetterProducer>(options, topics, std::move(wake));
  }
  return nullptr;
}

}  // namespace projector::kafka
