// A pipeline with text for records and results, for the tests of it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "projector/core/pipeline.h"

#include "support/fake_mapper.h"

namespace projector {

class PipelineFixture {
 public:
  struct Limits {
    std::uint32_t records = 100;
    std::uint32_t batch_rows = 10;
    std::uint32_t writers = 1;
    std::uint32_t topics = 1;
    std::size_t bytes = std::size_t{1} << 20;
    bool has_dead_letters = false;
    std::vector<TopicClass> classes = {};          // By topic; normal where there is none.
    std::chrono::milliseconds shed_older_than{0};  // Of all topics; 0: they hold.
  };

  PipelineFixture() : PipelineFixture(Limits{}) {}
  explicit PipelineFixture(const Limits& limits) : pipeline(options(limits), topics(limits)) {}

  // Whether the record was taken (or dropped on purpose); false: no room.
  bool read(std::int64_t offset, std::string_view key = "k", std::string_view value = "1",
            PartitionRef partition = {}) {
    RecordView record;
    record.partition = partition;
    record.offset = Offset{offset};
    record.timestamp = now.wall;
    record.key = key;
    record.value = value;
    return pipeline.read(record, now);
  }

  void assign(std::int64_t start, PartitionRef partition = {}) {
    pipeline.assign({partition, Offset{start}});
  }

  // The next batch as "writer: offset offset ..."; empty when there is none.
  std::string dispatch() {
    const auto sent = pipeline.next_dispatch(now.steady);
    if (!sent) return {};
    last = *sent;
    std::string text = std::to_string(sent->writer) + ":";
    for (std::uint32_t i = sent->range.first; i < sent->range.last; ++i) {
      text += " " + std::to_string(sent->batch->records[i].offset.value);
    }
    return text;
  }

  void answer(WriteAction action, std::uint32_t writer = 0, std::string reason = {},
              std::string sqlstate = {}) {
    WriteResult result;
    result.action = action;
    result.reason = std::move(reason);
    result.sqlstate = std::move(sqlstate);
    if (action == WriteAction::kApplied) result.applied = last.range.size();
    pipeline.on_result(writer, result, std::chrono::milliseconds(5), now);
  }

  // The table refuses what was dispatched last, as a check constraint does.
  void refuse() { answer(WriteAction::kIsolate, last.writer, "violates check \"deck\"", "23514"); }

  // Dead letters that come out now, as "id:offset(class) ...".
  std::string letters() {
    std::string text;
    while (const auto letter = pipeline.next_dead_letter()) {
      if (!text.empty()) text += " ";
      text += std::to_string(letter->id) + ":" + std::to_string(letter->offset.value) + "(" +
              std::string(name_of(letter->rejection.reject)) + ")";
    }
    return text;
  }

  // What could be committed, as "topic/partition@next ...".
  std::string commits() const {
    std::string text;
    for (const PartitionOffset& commit : pipeline.commits()) {
      if (!text.empty()) text += " ";
      text += std::to_string(commit.partition.topic) + "/" +
              std::to_string(commit.partition.partition) + "@" +
              std::to_string(commit.offset.value);
    }
    return text;
  }

  std::uint64_t outcome(Outcome outcome, std::uint32_t topic = 0) const {
    return pipeline.figures().topics[topic].outcomes[index_of(outcome)];
  }

  Now now{Instant(std::chrono::hours(1)), WallTime(std::chrono::hours(1))};
  FakeMapper mapper;
  Pipeline pipeline;
  Dispatch last;

 private:
  static PipelineOptions options(const Limits& limits) {
    PipelineOptions options;
    options.flow.in_flight_records = limits.records;
    options.flow.in_flight_bytes = limits.bytes;
    options.flow.batch_rows = limits.batch_rows;
    options.writers = limits.writers;
    return options;
  }

  std::vector<PipelineTopic> topics(const Limits& limits) {
    std::vector<PipelineTopic> made;
    for (std::uint32_t topic = 0; topic < limits.topics; ++topic) {
      TopicOptions named;
      named.name = "topic-" + std::to_string(topic);
      if (topic < limits.classes.size()) named.topic_class = limits.classes[topic];
      if (limits.shed_older_than.count() > 0) named.overload = OverloadPolicy::kShed;
      named.shed_older_than = limits.shed_older_than;
      if (limits.has_dead_letters) named.dead_letter_topic = named.name + ".dead";
      made.push_back({named, &mapper});
    }
    return made;
  }
};

}  // namespace projector
