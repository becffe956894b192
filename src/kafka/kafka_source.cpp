#include "kafka_source.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "projector/base/check.h"

#include "error_text.h"

namespace projector::kafka {
namespace {

using Kind = SourceEvent::Kind;

constexpr int kSeekTimeoutMs = 5000;
// A restart stops each fetch first, which ends its forwarding, at a moment that librdkafka does not
// tell. Forwarded again so long, at every look at the ends; what came meanwhile moves along.
constexpr auto kForwardAgain = std::chrono::seconds(10);
constexpr int kEarliestTimeoutMs = 2000;

std::size_t classes_in_use(const std::vector<TopicOptions>& topics) {
  std::set<TopicClass> classes;
  for (const TopicOptions& topic : topics) classes.insert(topic.topic_class);
  return std::max<std::size_t>(classes.size(), 1);
}

std::vector<std::string> names_of(const std::vector<TopicOptions>& topics) {
  std::vector<std::string> names;
  names.reserve(topics.size());
  for (const TopicOptions& topic : topics) names.push_back(topic.name);
  return names;
}

}  // namespace

WakeDescriptor::WakeDescriptor() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  PROJECTOR_CHECK(descriptor_ >= 0, "the system gives no eventfd");
}

WakeDescriptor::~WakeDescriptor() { ::close(descriptor_); }

KafkaSource::KafkaSource(const Options& options, const std::vector<TopicOptions>& topics,
                         std::size_t prefetch_bytes)
    : options_(options),
      topics_(topics),
      topic_names_(names_of(topics)),
      prefetch_bytes_(prefetch_bytes / classes_in_use(topics)),
      identities_(topics),
      access_(topic_names_, options.group),
      positions_(topics.size()),
      assigned_(rd_kafka_topic_partition_list_new(0)) {
  open();
}

void KafkaSource::open() {
  client_ = make_consumer(options_, prefetch_bytes_, pauses_);
  replies_.reset(rd_kafka_queue_new(client_.get()));
  rd_kafka_poll_set_consumer(client_.get());
  consumer_queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  check("the log queue",
        rd_kafka_error_new(rd_kafka_set_log_queue(client_.get(), replies_.get()), "cannot be set"));
  watch(consumer_queue_.get());
  watch(replies_.get());
  for (const TopicOptions& topic : topics_) {
    Intake& intake = intakes_[static_cast<std::size_t>(topic.topic_class)];
    if (intake.queue != nullptr) continue;
    intake.queue.reset(rd_kafka_queue_new(client_.get()));
    watch(intake.queue.get());
  }
}

// librdkafka writes to the descriptor when something comes into an empty queue.
void KafkaSource::watch(rd_kafka_queue_t* queue) {
  static constexpr std::uint64_t kOne = 1;
  rd_kafka_queue_io_event_enable(queue, wake_.get(), &kOne, sizeof(kOne));
}

void KafkaSource::subscribe() {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(topic_names_.size())));
  for (const std::string& topic : topic_names_) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const auto error = rd_kafka_subscribe(client_.get(), list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) push(Kind::kFatal, "subscribe: " + error_text(error));
}

void KafkaSource::wait(std::chrono::milliseconds timeout) {
  pollfd descriptor{wake_.get(), POLLIN, 0};
  if (::poll(&descriptor, 1, static_cast<int>(timeout.count())) <= 0) return;
  std::uint64_t count = 0;
  static_cast<void>(::read(wake_.get(), &count, sizeof(count)) <
                    0);  // Empty already: woken anyway.
}

void KafkaSource::wake() noexcept {
  constexpr std::uint64_t kOne = 1;
  // It fails only when the counter is full, that is when a wake-up is pending already.
  static_cast<void>(::write(wake_.get(), &kOne, sizeof(kOne)) < 0);
}

// --- Records.

const RecordView* KafkaSource::next_record(TopicClass topic_class) {
  Intake& intake = intakes_[static_cast<std::size_t>(topic_class)];
  if (intake.queue == nullptr) return nullptr;
  intake.message.reset(rd_kafka_consume_queue(intake.queue.get(), 0));
  while (intake.message != nullptr && intake.message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    take_message_error(*intake.message);
    wake();
    intake.message.reset(rd_kafka_consume_queue(intake.queue.get(), 0));
  }
  if (intake.message == nullptr) return nullptr;
  const rd_kafka_message_t& message = *intake.message;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    // What comes behind an error is read only once the error was looked at.
    take_message_error(message);
    wake();
    return nullptr;
  }

  RecordView& record = intake.record;
  record.partition = {topic_index(message), message.partition};
  record.offset = Offset{message.offset};
  position_of(record.partition) = record.offset.next();
  record.key = view_of(message.key, message.key_len);
  record.value = view_of(message.payload, message.len);
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t timestamp = rd_kafka_message_timestamp(&message, &type);
  record.timestamp.reset();
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && timestamp >= 0) {
    record.timestamp = WallTime(std::chrono::milliseconds(timestamp));
  }
  if (!intake.headers) intake.headers.emplace(intake.message);
  record.headers = &*intake.headers;
  return &record;
}

void KafkaSource::take_message_error(const rd_kafka_message_t& message) {
  const auto topic = message.rkt != nullptr ? find_topic(rd_kafka_topic_name(message.rkt))
                                            : std::optional<std::uint32_t>{};
  if (!topic || message.partition < 0) {
    push(Kind::kWarning, error_text(message.err));
    return;
  }
  SourceEvent event;
  event.partitions = {{{*topic, message.partition}, Offset{message.offset}}};
  event.reason = rd_kafka_message_errstr(&message);
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      event.kind = Kind::kEndOfPartition;
      position_of(event.partitions.front().partition) = Offset{message.offset};
      break;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET: {
      // It bears no version, so one from before a seek or an assignment may come late.
      const Offset position = position_of(event.partitions.front().partition);
      if (Offset{message.offset} < position) return;
      // Offsets without a record (marks of transactions, what was compacted away) are fetched past
      // unseen. Whether our own place is lost is told when it is fetched again.
      if (Offset{message.offset} > position) {
        event.kind = Kind::kPartitionError;
        break;
      }
      [[fallthrough]];
    }
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      event.kind = Kind::kOffsetLost;
      break;
    default:
      event.kind = Kind::kPartitionError;
      event.reason += std::string(" (") + rd_kafka_err2name(message.err) + ")";
      if (message.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
        event.reason += "; grant the user READ on the topic";
      }
      break;
  }
  events_.push_back(std::move(event));
}

// librdkafka gives one handle a topic, so the name is looked up once.
std::uint32_t KafkaSource::topic_index(const rd_kafka_message_t& message) {
  if (message.rkt == last_handle_) return last_topic_;
  auto known = topic_by_handle_.find(message.rkt);
  if (known == topic_by_handle_.end()) {
    const auto topic = find_topic(rd_kafka_topic_name(message.rkt));
    PROJECTOR_CHECK(topic.has_value(), "a record came from a topic that was not subscribed");
    known = topic_by_handle_.emplace(message.rkt, *topic).first;
  }
  last_handle_ = message.rkt;
  last_topic_ = known->second;
  return last_topic_;
}

std::optional<std::uint32_t> KafkaSource::find_topic(const char* name) const {
  const auto found = std::find(topic_names_.begin(), topic_names_.end(), name);
  if (found == topic_names_.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - topic_names_.begin());
}

// --- Events.

std::optional<SourceEvent> KafkaSource::next_event() {
  // The loop has dropped by now what it held of the old client.
  if (is_renewal_due_ && events_.empty()) renew();
  if (to_assign_ != nullptr) find_starts();
  while (events_.empty()) {
    Event event(rd_kafka_queue_poll(consumer_queue_.get(), 0));
    if (event == nullptr) event.reset(rd_kafka_queue_poll(replies_.get(), 0));
    if (pauses_.is_news) tell_pauses();
    tell_access();
    if (event != nullptr) {
      take_client_event(event.get());
    } else if (events_.empty()) {
      return std::nullopt;
    }
  }
  SourceEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

void KafkaSource::take_client_event(rd_kafka_event_t* event) {
  switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_REBALANCE:
      take_rebalance(event);
      break;
    case RD_KAFKA_EVENT_OFFSET_COMMIT:
      take_commit(event);
      break;
    case RD_KAFKA_EVENT_LISTOFFSETS_RESULT:
      take_end_offsets(event);
      break;
    case RD_KAFKA_EVENT_DESCRIBETOPICS_RESULT:
      take_descriptions(event);
      break;
    case RD_KAFKA_EVENT_ERROR:
      take_error(event);
      break;
    case RD_KAFKA_EVENT_LOG: {
      const char* facility = nullptr;
      const char* text = nullptr;
      int level = 0;
      constexpr int kSyslogWarning = 4;
      if (rd_kafka_event_log(event, &facility, &text, &level) == 0 && level <= kSyslogWarning) {
        push(Kind::kWarning, std::string(facility) + ": " + text);
      }
      break;
    }
    default:
      break;
  }
}

void KafkaSource::take_error(rd_kafka_event_t* event) {
  const auto error = rd_kafka_event_error(event);
  if (rd_kafka_event_error_is_fatal(event) == 0 && error != RD_KAFKA_RESP_ERR__FATAL) {
    access_.on_error(error);
    push(Kind::kWarning, std::string(rd_kafka_event_error_string(event)));
    return;
  }
  std::array<char, 512> text{};
  const auto fatal = rd_kafka_fatal_error(client_.get(), text.data(), text.size());
  if (is_renewal_due_) return;  // Said already.
  if (is_fenced_by_own_commit(fatal)) {
    announce_renewal();
    return;
  }
  push(Kind::kFatal, error_text(fatal) + ": " + text.data() +
                         (fatal == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID
                              ? ". Another member runs with the same kafka.instance_id"
                              : ""));
}

void KafkaSource::take_end_offsets(rd_kafka_event_t* event) {
  end_offsets_asked_ = false;
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) return;  // Asked again soon.
  std::size_t count = 0;
  const auto* infos =
      rd_kafka_ListOffsets_result_infos(rd_kafka_event_ListOffsets_result(event), &count);
  SourceEvent ends;
  ends.kind = Kind::kEndOffsets;
  for (std::size_t i = 0; i < count; ++i) {
    const auto* partition = rd_kafka_ListOffsetsResultInfo_topic_partition(infos[i]);
    const auto topic = find_topic(partition->topic);
    if (!topic || partition->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    ends.partitions.push_back({{*topic, partition->partition}, Offset{partition->offset}});
  }
  events_.push_back(std::move(ends));
}

void KafkaSource::push(SourceEvent::Kind kind, std::string reason) {
  SourceEvent event;
  event.kind = kind;
  event.reason = std::move(reason);
  events_.push_back(std::move(event));
}

void KafkaSource::check(const char* what, rd_kafka_error_t* error) {
  const Error owned(error);
  if (owned == nullptr || rd_kafka_error_code(owned.get()) == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  push(rd_kafka_error_is_fatal(owned.get()) != 0 ? Kind::kFatal : Kind::kWarning,
       std::string(what) + ": " + rd_kafka_error_string(owned.get()));
}

// --- Offsets.

void KafkaSource::ask_end_offsets() {
  if (std::chrono::steady_clock::now() < forward_again_until_) forward(*assigned_);
  if (assigned_->cnt > 0 || access_.wants_look()) identities_.ask(client_.get(), replies_.get());
  if (assigned_->cnt == 0 || end_offsets_asked_) return;
  PartitionList list(rd_kafka_topic_partition_list_copy(assigned_.get()));
  for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = RD_KAFKA_OFFSET_SPEC_LATEST;
  end_offsets_asked_ = true;
  rd_kafka_ListOffsets(client_.get(), list.get(), nullptr, replies_.get());
}

std::optional<Offset> KafkaSource::earliest(PartitionRef partition) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const auto error =
      rd_kafka_query_watermark_offsets(client_.get(), topic_names_[partition.topic].c_str(),
                                       partition.partition, &low, &high, kEarliestTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  return Offset{low};
}

void KafkaSource::stop(PartitionRef partition) {
  const std::array<PartitionOffset, 1> one = {{{partition, {}}}};
  rd_kafka_pause_partitions(client_.get(), list_of(one).get());
  stopped_.insert(partition);
}

void KafkaSource::resume(PartitionOffset next) {
  const std::array<PartitionOffset, 1> one = {next};
  const PartitionList list = list_of(one);
  position_of(next.partition) = next.offset;
  // What was fetched before carries an older version and is thrown away by librdkafka.
  const Error refused(rd_kafka_seek_partitions(client_.get(), list.get(), kSeekTimeoutMs));
  const bool is_restart = refused != nullptr || list->elems[0].err != RD_KAFKA_RESP_ERR_NO_ERROR;
  if (is_restart) restart_fetching(next);
  rd_kafka_resume_partitions(client_.get(), list.get());
  stopped_.erase(next.partition);
  if (!is_restart) return;
  forward(*assigned_);
  forward_again_until_ = std::chrono::steady_clock::now() + kForwardAgain;
}

Offset& KafkaSource::position_of(PartitionRef partition) {
  auto& positions = positions_[partition.topic];
  const auto number = static_cast<std::size_t>(partition.partition);
  if (number >= positions.size()) positions.resize(number + 1);
  return positions[number];
}

PartitionList KafkaSource::list_of(std::span<const PartitionOffset> partitions) const {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const auto& [partition, offset] : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), topic_names_[partition.topic].c_str(),
                                      partition.partition)
        ->offset = offset.value;
  }
  return list;
}

std::vector<PartitionOffset> KafkaSource::refs_of(
    const rd_kafka_topic_partition_list_t& list) const {
  std::vector<PartitionOffset> refs;
  for (int i = 0; i < list.cnt; ++i) {
    const auto topic = find_topic(list.elems[i].topic);
    if (!topic) continue;
    refs.push_back({{*topic, list.elems[i].partition}, Offset{list.elems[i].offset}});
  }
  return refs;
}

}  // namespace projector::kafka
