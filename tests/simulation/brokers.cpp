#include "brokers.h"

#include <string>
#include <utility>

#include "violation.h"

namespace projector::simulation {

Brokers::Brokers(const Scenario& scenario, Agenda& agenda, Random& random, Trace& trace,
                 Faults& faults)
    : scenario_(scenario),
      agenda_(agenda),
      faults_(faults),
      trace_(trace),
      group_(agenda, random, trace),
      counts_(scenario.partitions) {
  for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
    for (int number = 0; number < counts_[topic]; ++number) {
      logs_[{static_cast<std::uint32_t>(topic), number}];
    }
  }
  group_.set_partitions(partitions());
  group_.on_commit([this](PartitionRef partition, Offset next) { check_commit(partition, next); });
}

bool Brokers::answer(int member) const {
  if (faults_.is_at_work(Fault::kBrokersAway, Faults::kEverybody)) {
    faults_.strikes(Fault::kBrokersAway, Faults::kEverybody);
    return false;
  }
  return !faults_.strikes(Fault::kCutOff, member);
}

void Brokers::append(PartitionRef partition, LogRecord record, std::int64_t gap) {
  Log& log = logs_.at(partition);
  record.offset = log.end;
  log.end.value += 1 + gap;
  record.may_be_shed =
      partition.topic == kExports && scenario_.exports_overload == OverloadPolicy::kShed;
  if (const auto last = log.last_of.find(record.key); last != log.last_of.end()) {
    record.before = last->second;
  }
  log.last_of[record.key] = log.records.size();
  log.records.push_back(std::move(record));
  if (told_) told_(partition);
}

void Brokers::add_partition(std::size_t topic) {
  const PartitionRef added{static_cast<std::uint32_t>(topic), counts_[topic]++};
  logs_[added];
  trace_.say("brokers.partition_added", {added.topic, added.partition});
  group_.set_partitions(partitions());
}

bool Brokers::lose_log(PartitionRef partition, std::size_t records) {
  Log& log = logs_.at(partition);
  const Offset committed = group_.committed(partition).value_or(log.start);
  const std::size_t first = log.place_of(committed);
  if (first + records >= log.records.size()) return false;
  log.start = log.records[first + records].offset;
  for (std::size_t i = first; i < first + records; ++i) log.records[i].is_lost = true;
  trace_.say("brokers.log_lost", {partition.topic, partition.partition, log.start.value});
  return true;
}

std::vector<PartitionRef> Brokers::partitions() const {
  std::vector<PartitionRef> all;
  all.reserve(logs_.size());
  for (const auto& [partition, log] : logs_) all.push_back(partition);
  return all;
}

LogRecord& Brokers::record(PartitionRef partition, Offset offset) {
  Log& log = logs_.at(partition);
  LogRecord& found = log.records.at(log.place_of(offset));
  require(found.offset == offset, "what is spoken of is in the log");
  return found;
}

Offset Brokers::start_of(PartitionRef partition, bool& was_committed) {
  const auto committed = group_.committed(partition);
  was_committed = committed.has_value();
  return committed.value_or(logs_.at(partition).start);
}

// What is not done and may be passed over was: the members' counts must say so.
void Brokers::note_shed(LogRecord& record) {
  const bool is_old = agenda_.wall() - record.timestamp > scenario_.shed_older_than;
  if (!is_done(record) && record.may_be_shed && is_old) record.is_shed = true;
}

// Nothing before a committed offset may be undone.
void Brokers::check_commit(PartitionRef partition, Offset next) {
  Log& log = logs_.at(partition);
  const Offset before = group_.committed(partition).value_or(Offset{0});
  require(next >= before, "a committed offset never goes back");
  require(next <= log.end, "a committed offset lies within its log");
  const std::size_t last = log.place_of(next);
  for (std::size_t i = log.place_of(before); i < last; ++i) {
    note_shed(log.records[i]);
    require(is_done(log.records[i]), "a committed offset never passes what is durable", [&] {
      return std::to_string(partition.topic) + "/" + std::to_string(partition.partition) + " at " +
             std::to_string(next.value) + " passes " + std::to_string(log.records[i].offset.value);
    });
  }
}

}  // namespace projector::simulation
