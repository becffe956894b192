// Why a topic is as fast or slow as it is: one cause, found from figures alone.
//
// The causes stand in their order: the first whose signs are there is the one. What stops a topic
// comes before what slows it, and what slows it before what only adds to it; a sign that explains
// nothing (one dead letter, a timestamp ahead of the clock, a lock on another table) has no place
// in the list.

#pragma once

#include <cstdint>
#include <string_view>

#include "projector/core/sink_sight.h"
#include "projector/core/snapshot.h"

namespace projector {

enum class Cause : std::uint8_t {
  kAccess,           // The brokers refuse it, or its group, to our user.
  kKafkaDown,        // The brokers do not answer.
  kSinkDown,         // PostgreSQL cannot be reached.
  kOffsetLost,       // A partition stopped: the place to read is gone.
  kTopicChanged,     // Its offsets are no versions any more.
  kSchema,           // The table is not what the projection needs.
  kBadRecord,        // A partition stopped at a record that can never be applied.
  kUnreadable,       // A partition cannot be read on.
  kRebalance,        // The group is being divided anew, or was again and again.
  kDeadLettersDown,  // The dead-letter topic does not take them.
  kUnassigned,       // Other members have all its partitions.
  kHeldBack,         // A higher class has the sink.
  kSteady,           // Caught up.
  kLockWait,         // Writers wait for a lock.
  kProcessor,        // A thread of ours has no processor left.
  kBrokerThrottle,   // A quota of the brokers slows the reading.
  kSlowSink,         // Batches take longer than they use to.
  kHotKey,           // One key keeps one writer busy and the others idle.
  kConflicts,        // Batches are tried again and again.
  kWaiting,          // Nothing is applied, and none of the above says why.
  kBurst,            // More arrives than is applied, at the usual speed.
  kCatchingUp,       // Less arrives than is applied.
};

// The stable id: "slow_sink".
std::string_view name_of(Cause cause);

Cause find_cause(const Snapshot& snapshot, const TopicSnapshot& topic, const SinkSight& sight);

// Whether a look into PostgreSQL could tell more than the figures do.
bool wants_sight(const Snapshot& snapshot);

}  // namespace projector
