// The simulated brokers: the topics' logs, where they begin and end, and the group.
//
// Thread: one owner.

#pragma once

#include <array>
#include <functional>
#include <map>
#include <vector>

#include "agenda.h"
#include "faults.h"
#include "group.h"
#include "log.h"
#include "random.h"
#include "scenario.h"
#include "trace.h"

namespace projector::simulation {

class Brokers {
 public:
  Brokers(const Scenario& scenario, Agenda& agenda, Random& random, Trace& trace, Faults& faults);

  // Whether the member gets an answer from them now.
  bool answer(int member) const;

  // `gap` offsets that never come follow it.
  void append(PartitionRef partition, LogRecord record, std::int64_t gap);
  void add_partition(std::size_t topic);
  // Retention passes so many records of the partition beyond what is committed. False: it has not
  // so many.
  bool lose_log(PartitionRef partition, std::size_t records);

  const std::array<int, kTopicCount>& partition_counts() const { return counts_; }
  std::vector<PartitionRef> partitions() const;
  Log& log(PartitionRef partition) { return logs_.at(partition); }
  LogRecord& record(PartitionRef partition, Offset offset);
  // A partition's committed offset of a member that starts to read it.
  Offset start_of(PartitionRef partition, bool& was_committed);

  // Records that a member says it has shed.
  void count_shed(std::uint64_t records) { shed_ += records; }
  std::uint64_t shed() const { return shed_; }

  Group& group() { return group_; }
  Faults& faults() { return faults_; }
  // Called after each append.
  void on_append(std::function<void(PartitionRef)> told) { told_ = std::move(told); }

 private:
  void check_commit(PartitionRef partition, Offset next);
  void note_shed(LogRecord& record);

  const Scenario& scenario_;
  const Agenda& agenda_;
  Faults& faults_;
  Trace& trace_;
  Group group_;
  std::array<int, kTopicCount> counts_;
  std::map<PartitionRef, Log> logs_;
  std::uint64_t shed_ = 0;
  std::function<void(PartitionRef)> told_;
};

}  // namespace projector::simulation
