#include "member_source.h"

#include <algorithm>
#include <utility>

#include "violation.h"

namespace projector::simulation {
namespace {

using Kind = SourceEvent::Kind;

constexpr int kChunkMax = 40;  // Records of a partition that one fetch brings.

}  // namespace

std::optional<std::string_view> HandedHeaders::find(std::string_view name) const {
  for (auto header = headers_.rbegin(); header != headers_.rend(); ++header) {
    if (header->first == name) return header->second;
  }
  return std::nullopt;
}

MemberSource::MemberSource(MemberSourceParts parts)
    : parts_(std::move(parts)), random_(parts_.seed) {}

void MemberSource::after(Duration delay, std::function<void()> action) {
  parts_.agenda.after(delay, [self = weak_from_this(), action = std::move(action)] {
    const auto source = self.lock();
    if (source != nullptr && !source->is_dead_) action();
  });
}

void MemberSource::push(SourceEvent event) {
  events_.push_back(std::move(event));
  parts_.wake();
}

void MemberSource::look() {
  after(random_.pause(1, 20), [this] { parts_.wake(); });
}

std::optional<SourceEvent> MemberSource::next_event() {
  if (to_assign_) find_starts();
  if (events_.empty()) return std::nullopt;
  SourceEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

// --- Records.

const RecordView* MemberSource::next_record(TopicClass topic_class) {
  Intake& intake = intakes_[static_cast<std::size_t>(topic_class)];
  if (intake.queue.empty()) fetch(intake, topic_class);
  while (!intake.queue.empty()) {
    const Fetched item = intake.queue.front();
    intake.queue.pop_front();
    const auto fetch = fetches_.find(item.partition);
    if (fetch == fetches_.end() || fetch->second.version != item.version) continue;
    if (item.kind == Fetched::Kind::kRecord) {
      hand_out(intake, item);
      return &intake.view;
    }
    tell(item);
    // What comes behind an error is read only once the error was looked at.
    if (item.kind != Fetched::Kind::kEnd) return nullptr;
  }
  return nullptr;
}

void MemberSource::fetch(Intake& intake, TopicClass topic_class) {
  if (!has_contact()) return;
  std::vector<PartitionRef> mine;
  for (const auto& [partition, fetch] : fetches_) {
    if (class_of(partition.topic) == topic_class) mine.push_back(partition);
  }
  const std::size_t first = mine.empty() ? 0 : random_.below(mine.size());
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const PartitionRef partition = mine[(first + i) % mine.size()];
    fetch_partition(intake, partition, fetches_.at(partition));
  }
}

void MemberSource::fetch_partition(Intake& intake, PartitionRef partition, Fetch& fetch) {
  if (fetch.is_stopped || fetch.is_out_of_range) return;
  const Log& log = parts_.brokers.log(partition);
  if (fetch.next < log.start) {
    fetch.is_out_of_range = true;
    intake.queue.push_back({Fetched::Kind::kOutOfRange, partition, fetch.next, fetch.version});
    return;
  }
  std::size_t place = log.place_of(fetch.next);
  for (int count = 0; count < kChunkMax && place < log.records.size(); ++count, ++place) {
    const Offset offset = log.records[place].offset;
    if (breaks_a_fetch_ && random_.percent(40)) {
      // The record cannot be read this time; those behind it are.
      breaks_a_fetch_ = false;
      intake.queue.push_back({Fetched::Kind::kError, partition, offset, fetch.version});
      parts_.brokers.faults().meet(Fault::kPartitionError);
    } else {
      intake.queue.push_back({Fetched::Kind::kRecord, partition, offset, fetch.version});
    }
    fetch.next = offset.next();
  }
  if (place < log.records.size() || fetch.end_told == log.end) return;
  fetch.next = log.end;
  fetch.end_told = log.end;
  intake.queue.push_back({Fetched::Kind::kEnd, partition, log.end, fetch.version});
}

void MemberSource::hand_out(Intake& intake, const Fetched& item) {
  const LogRecord& record = parts_.brokers.record(item.partition, item.offset);
  intake.key = record.key ? std::make_unique<std::string>(*record.key) : nullptr;
  intake.value = record.value ? std::make_unique<std::string>(*record.value) : nullptr;
  intake.headers.set(record.headers);
  intake.view = {};
  intake.view.partition = item.partition;
  intake.view.offset = item.offset;
  intake.view.timestamp = record.timestamp;
  if (intake.key != nullptr) intake.view.key = *intake.key;
  if (intake.value != nullptr) intake.view.value = *intake.value;
  if (!record.headers.empty()) intake.view.headers = &intake.headers;
  ++intake.handed_out;
}

void MemberSource::tell(const Fetched& item) {
  SourceEvent event;
  event.partitions = {{item.partition, item.offset}};
  switch (item.kind) {
    case Fetched::Kind::kEnd:
      event.kind = Kind::kEndOfPartition;
      break;
    case Fetched::Kind::kOutOfRange:
      event.kind = Kind::kOffsetLost;
      parts_.trace.say("source.offset_lost", {parts_.member, item.partition.topic,
                                              item.partition.partition, item.offset.value});
      break;
    default:
      event.kind = Kind::kPartitionError;
      event.reason = "a record set is damaged";
      parts_.trace.say("source.error", {parts_.member, item.partition.topic,
                                        item.partition.partition, item.offset.value});
      break;
  }
  push(std::move(event));
}

void MemberSource::stop(PartitionRef partition) {
  const auto fetch = fetches_.find(partition);
  require(fetch != fetches_.end(), "only a partition that is assigned is stopped");
  fetch->second.is_stopped = true;
  fetch->second.version = ++last_version_;
  parts_.trace.say("source.stop", {parts_.member, partition.topic, partition.partition});
}

void MemberSource::resume(PartitionOffset next) {
  const auto fetch = fetches_.find(next.partition);
  require(fetch != fetches_.end(), "only a partition that is assigned is resumed");
  fetch->second = {next.offset, ++last_version_, false, false, std::nullopt};
  parts_.trace.say("source.resume", {parts_.member, next.partition.topic, next.partition.partition,
                                     next.offset.value});
}

std::optional<Offset> MemberSource::earliest(PartitionRef partition) {
  if (!has_contact()) return std::nullopt;
  parts_.brokers.faults().meet(Fault::kOffsetLost);
  return parts_.brokers.log(partition).start;
}

// --- Offsets.

void MemberSource::commit(std::span<const PartitionOffset> next_offsets) {
  require(!commit_is_out_, "one commit is in flight at a time");
  for (const auto& [partition, next] : next_offsets) {
    require(fetches_.contains(partition), "only what is assigned is committed");
  }
  commit_is_out_ = true;
  commit_asked_at_ = parts_.agenda.now();
  SourceEvent answer;
  answer.partitions.assign(next_offsets.begin(), next_offsets.end());
  if (!has_contact()) {
    answer.kind = Kind::kCommitFailed;
    after(random_.pause(2'000, 20'000), [this, answer] { answer_commit(answer); });
    return;
  }
  // On its way: it arrives even where its sender is no more.
  parts_.agenda.after(random_.pause(1, 15), [self = shared_from_this(), answer,
                                             generation = generation_]() mutable {
    auto& faults = self->parts_.brokers.faults();
    const bool is_refused = faults.strikes(Fault::kCommitRefused, Faults::kEverybody);
    const bool is_stored = !is_refused && self->parts_.brokers.group().commit(
                                              self->parts_.member, generation, answer.partitions);
    const bool is_answered = !faults.strikes(Fault::kCommitAnswerLost, Faults::kEverybody);
    answer.kind = is_stored && is_answered ? Kind::kCommitted : Kind::kCommitFailed;
    const auto pause =
        is_answered ? self->random_.pause(1, 15) : self->random_.pause(2'000, 20'000);
    self->after(pause, [source = self.get(), answer] { source->answer_commit(answer); });
  });
}

void MemberSource::answer_commit(SourceEvent answer) {
  commit_is_out_ = false;
  answer.seconds = to_seconds(parts_.agenda.now() - commit_asked_at_);
  if (answer.kind == Kind::kCommitFailed) {
    answer.reason = "not coordinator";
    answer.partitions.clear();  // Nothing is known to be stored.
  }
  push(std::move(answer));
}

void MemberSource::ask_end_offsets() {
  if (ends_asked_ || fetches_.empty()) return;
  ends_asked_ = true;
  after(random_.pause(1, 20), [this] {
    ends_asked_ = false;
    const bool is_answered = has_contact() && !parts_.brokers.faults().strikes(
                                                  Fault::kEndsUnanswered, Faults::kEverybody);
    if (!is_answered) return;
    SourceEvent ends;
    ends.kind = Kind::kEndOffsets;
    for (const auto& [partition, fetch] : fetches_) {
      ends.partitions.push_back({partition, parts_.brokers.log(partition).end});
    }
    push(std::move(ends));
  });
}

}  // namespace projector::simulation
