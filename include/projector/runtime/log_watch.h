// What is to be known of the logs beside the records that are read: since when the oldest record
// waits in a partition that nobody reads, and how long Kafka keeps it.
//
// A partition that stands, is held, or finds no credit free tells nothing by itself: its record at
// the watermark is looked up, once a place, and again after 10 s where no answer came. Nothing is
// asked while all is read as it comes.
//
// Thread: the consumer's.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "projector/core/pipeline.h"
#include "projector/core/retention.h"
#include "projector/runtime/log_lookup.h"
#include "projector/runtime/ports.h"

namespace projector {

class LogWatch {
 public:
  // All must outlive it. Without a lookup nothing is known of what is not read.
  LogWatch(Pipeline& pipeline, LogLookup* lookup, EventLog& log);

  // Once a tick: takes what was found, and asks for what became due.
  void look(Now now);

  // Seconds until Kafka may delete the topic's oldest record that is not applied; none: nothing
  // waits, or no bound is known.
  std::optional<double> headroom_seconds(std::uint32_t topic, Now now) const;

 private:
  // A partition in which records wait and none is in hand.
  struct Unread {
    Offset place;
    Instant since{};  // It was first seen standing there.
    std::optional<Instant> asked_at;
    bool is_known = false;
  };
  struct Topic {
    RetentionLimits limits;
    std::optional<Instant> ask_again_at;  // Unset: never asked.
    Instant ask_starts_at{};
    std::map<std::int32_t, LogStart> starts;  // By partition.
    bool is_trouble_told = false;
  };

  void take_findings(Now now);
  void take(const LogFinding& finding, Now now);
  void take_retention(const LogFinding& finding);
  void look_at_partition(PartitionRef partition, const PartitionState& state, Instant now);
  void look_at_topic(std::uint32_t topic, Now now);

  Pipeline& pipeline_;
  LogLookup* const lookup_;
  EventLog& log_;
  std::map<PartitionRef, Unread> unread_;
  std::vector<Topic> topics_;
};

}  // namespace projector
