// A group of one member and logs of text, moved by verbs: what the consumer loop sees of Kafka.

#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "projector/runtime/ports.h"

namespace projector {

class FakeRecordSource : public RecordSource {
 public:
  // --- What happens.

  void put(std::string key, std::string value, PartitionRef partition = {}) {
    logs_[partition].push_back({std::move(key), std::move(value)});
  }
  void assign(std::vector<PartitionOffset> starts) {
    SourceEvent event;
    event.kind = SourceEvent::Kind::kAssigned;
    event.partitions = std::move(starts);
    events_.push_back(std::move(event));
  }
  void revoke(PartitionRef partition) { leave(SourceEvent::Kind::kRevoked, partition); }
  void lose(PartitionRef partition) { leave(SourceEvent::Kind::kLost, partition); }
  void say(SourceEvent event) { events_.push_back(std::move(event)); }
  // Commits are answered at once unless they are held.
  void hold_commits() { commits_are_held_ = true; }
  void release_commits() {
    commits_are_held_ = false;
    for (SourceEvent& answer : held_answers_) events_.push_back(std::move(answer));
    held_answers_.clear();
  }

  // By topic; without them every class gets all topics' records.
  void set_classes(std::vector<TopicClass> classes) { classes_ = std::move(classes); }

  // --- What it was told.

  // All commits so far, as "0/0@3 | 0/0@5".
  std::string committed() const { return committed_; }
  std::string stopped() const { return stopped_; }
  std::string resumed() const { return resumed_; }
  int confirmed_revokes() const { return confirmed_revokes_; }
  int commits_in_flight_max() const { return commits_in_flight_max_; }
  bool is_closed() const { return closed_; }

  // --- RecordSource.
  void subscribe() override {}
  void wait(std::chrono::milliseconds) override {}
  void wake() noexcept override {}

  std::optional<SourceEvent> next_event() override {
    if (events_.empty()) return std::nullopt;
    SourceEvent event = std::move(events_.front());
    events_.pop_front();
    if (event.kind == SourceEvent::Kind::kAssigned) assigning_ = event.partitions;
    if (event.kind == SourceEvent::Kind::kCommitted) --commits_in_flight_;
    return event;
  }

  const RecordView* next_record(TopicClass topic_class) override {
    RecordView& record = records_[static_cast<std::size_t>(topic_class)];
    for (auto& [partition, next] : reading_) {
      if (!classes_.empty() && classes_[partition.topic] != topic_class) continue;
      auto& log = logs_[partition];
      if (static_cast<std::size_t>(next.value) >= log.size()) continue;
      auto& [key, value] = log[static_cast<std::size_t>(next.value)];
      record = {};
      record.partition = partition;
      record.offset = next;
      record.key = key;
      record.value = value;
      next = next.next();
      return &record;
    }
    return nullptr;
  }

  void confirm_assigned() override {
    for (const PartitionOffset& start : assigning_) reading_[start.partition] = start.offset;
  }
  void confirm_revoked() override { ++confirmed_revokes_; }

  void commit(std::span<const PartitionOffset> next_offsets) override {
    if (!committed_.empty()) committed_ += " | ";
    committed_ += text(next_offsets);
    commits_in_flight_max_ = std::max(commits_in_flight_max_, ++commits_in_flight_);
    SourceEvent answer;
    answer.kind = SourceEvent::Kind::kCommitted;
    answer.partitions.assign(next_offsets.begin(), next_offsets.end());
    (commits_are_held_ ? held_answers_ : events_).push_back(std::move(answer));
  }
  void ask_end_offsets() override {}

  void stop(PartitionRef partition) override {
    stopped_ += text(PartitionOffset{partition, reading_[partition]}) + " ";
    reading_.erase(partition);
  }
  void resume(PartitionOffset next) override {
    resumed_ += text(next) + " ";
    reading_[next.partition] = next.offset;
  }
  std::optional<Offset> earliest(PartitionRef) override { return Offset{0}; }
  void close(std::chrono::milliseconds) override { closed_ = true; }

 private:
  static std::string text(std::span<const PartitionOffset> offsets) {
    std::string words;
    for (const auto& [partition, offset] : offsets) {
      if (!words.empty()) words += " ";
      words += std::to_string(partition.topic) + "/" + std::to_string(partition.partition) + "@" +
               std::to_string(offset.value);
    }
    return words;
  }
  static std::string text(const PartitionOffset& offset) { return text({&offset, 1}); }

  void leave(SourceEvent::Kind kind, PartitionRef partition) {
    SourceEvent event;
    event.kind = kind;
    event.partitions = {{partition, {}}};
    events_.push_back(std::move(event));
    reading_.erase(partition);
  }

  std::map<PartitionRef, std::vector<std::pair<std::string, std::string>>> logs_;
  std::map<PartitionRef, Offset> reading_;
  std::deque<SourceEvent> events_;
  std::vector<PartitionOffset> assigning_;
  std::deque<SourceEvent> held_answers_;
  std::array<RecordView, kTopicClassCount> records_;
  std::vector<TopicClass> classes_;
  bool commits_are_held_ = false;
  bool closed_ = false;
  int commits_in_flight_ = 0;
  int commits_in_flight_max_ = 0;
  int confirmed_revokes_ = 0;
  std::string committed_;
  std::string stopped_;
  std::string resumed_;
};

}  // namespace projector
