#include "projector/core/cause.h"

#include <algorithm>
#include <array>

#include "projector/core/topic_state.h"

namespace projector {
namespace {

// A healthy server takes a small batch within this, on any disk, and so much more for each record.
constexpr double kSlowCommitSeconds = 0.05;
constexpr double kSlowRecordSeconds = 0.0004;
// And so many times as long as it used to is not its usual speed.
constexpr double kSlowFactor = 4;
// A thread that wants a processor for so much of the time waits for nothing else.
constexpr double kProcessorWanted = 0.85;
// A wait for a lock that is shorter ends before anybody has read of it.
constexpr double kLockWaitSeconds = 1;
// Without an answer for so long, and without any commit meanwhile, a sink is slow.
constexpr double kSilentSinkSeconds = 1;
// Timeouts and retries that are fewer than these beside the batches that went well explain nothing.
constexpr std::uint32_t kCommitsPerTimeout = 4;
constexpr std::uint32_t kCommitsPerRetry = 5;
constexpr std::uint32_t kRetriesLeast = 5;
constexpr double kRebalanceMatters = 10;
constexpr double kNothingAppliedSeconds = 10;
// Looks are a few seconds apart; an older one may be of another time.
constexpr double kSightHolds = 15;

constexpr std::array<std::string_view, 22> kNames = {
    "access",     "kafka_down", "sink_down", "offset_lost",       "topic_changed", "schema",
    "bad_record", "unreadable", "rebalance", "dead_letters_down", "unassigned",    "held_back",
    "steady",     "lock_wait",  "processor", "broker_throttle",   "slow_sink",     "hot_key",
    "conflicts",  "waiting",    "burst",     "catching_up"};

// What one topic's figures say, one sign at a time.
class Signs {
 public:
  Signs(const Snapshot& snapshot, const TopicSnapshot& topic, const SinkSight& sight)
      : snapshot_(snapshot), recent_(snapshot.recent), topic_(topic), sight_(sight) {}

  bool is_kafka_silent() const {
    return !topic_.partitions.empty() && recent_.brokers_silent_seconds > kBrokersSilentSeconds;
  }
  bool stands(StandstillCause cause) const {
    return std::any_of(
        topic_.partitions.begin(), topic_.partitions.end(),
        [cause](const PartitionSnapshot& partition) { return partition.standing == cause; });
  }
  bool is_rebalancing() const {
    if (!topic_.partitions.empty()) return false;
    return !snapshot_.group_joined || recent_.rebalancing_seconds.has_value();
  }
  bool is_behind() const { return topic_.lag > 0 && topic_.state != "steady"; }
  bool waits_for_lock() const {
    const auto is_long = [](const SinkBlocker& blocker) {
      // Ours give up at their lock_timeout and begin anew; the one that blocks goes on.
      return std::max(blocker.waiting_seconds, blocker.transaction_seconds) >= kLockWaitSeconds;
    };
    const bool is_seen = sight_.is_known && sight_.age_seconds < kSightHolds &&
                         std::any_of(sight_.blockers.begin(), sight_.blockers.end(), is_long);
    return is_seen || outweighs_commits(recent_.lock_timeouts);
  }
  bool lacks_processor() const {
    return recent_.processor.is_limited() || recent_.processor.wanted() >= kProcessorWanted;
  }
  // With credits to spare: otherwise reading waits for the sink, quota or not.
  bool is_throttled() const {
    return recent_.broker_throttle_seconds &&
           snapshot_.in_flight_records * 2 < snapshot_.in_flight_adaptive_limit;
  }
  bool is_sink_slower() const {
    if (outweighs_commits(recent_.statement_timeouts)) return true;
    if (recent_.commits == 0 && recent_.in_air_seconds >= kSilentSinkSeconds) return true;
    return is_sink_slow() && has_usual() &&
           recent_.commit_p50_seconds.value_or(0) >=
               kSlowFactor * recent_.commit_usual_seconds.value_or(0);
  }
  // By any measure; of use where it is not known what is usual.
  bool is_sink_slow() const {
    return recent_.commit_p50_seconds.value_or(0) >=
           kSlowCommitSeconds + kSlowRecordSeconds * recent_.records_per_commit;
  }
  bool has_usual() const { return recent_.commit_usual_seconds.has_value(); }
  // Half the way from evenly spread to all in one lane.
  bool has_hot_key() const {
    const auto lanes = static_cast<double>(topic_.recent.lanes);
    return lanes >= 2 && topic_.recent.hot_lane_share >= (1 + 1 / lanes) / 2 &&
           snapshot_.in_flight_records * 2 >= snapshot_.in_flight_adaptive_limit;
  }
  bool repeats_work() const {
    return recent_.retries >= kRetriesLeast &&
           recent_.retries * kCommitsPerRetry >= recent_.commits;
  }
  bool was_rebalanced() const {
    return recent_.since_rebalance_seconds && *recent_.since_rebalance_seconds < kRebalanceMatters;
  }
  bool stands_still() const { return topic_.recent.idle_seconds > kNothingAppliedSeconds; }

 private:
  bool outweighs_commits(std::uint32_t timeouts) const {
    return timeouts > 0 && timeouts * kCommitsPerTimeout >= recent_.commits;
  }

  const Snapshot& snapshot_;
  const RecentFigures& recent_;
  const TopicSnapshot& topic_;
  const SinkSight& sight_;
};

// What stops a partition, the longest-lasting first; kSteady: nothing.
Cause stopping(const Signs& signs) {
  if (signs.stands(StandstillCause::kOffsetLost)) return Cause::kOffsetLost;
  if (signs.stands(StandstillCause::kTopicChanged)) return Cause::kTopicChanged;
  if (signs.stands(StandstillCause::kSchema)) return Cause::kSchema;
  if (signs.stands(StandstillCause::kBadRecord)) return Cause::kBadRecord;
  if (signs.stands(StandstillCause::kUnreadable)) return Cause::kUnreadable;
  return Cause::kSteady;
}

// What slows a topic that is behind.
Cause slowing(const Signs& signs, const TopicSnapshot& topic) {
  if (signs.waits_for_lock()) return Cause::kLockWait;
  if (signs.lacks_processor()) return Cause::kProcessor;
  if (signs.is_throttled()) return Cause::kBrokerThrottle;
  if (signs.is_sink_slower()) return Cause::kSlowSink;
  if (signs.has_hot_key()) return Cause::kHotKey;
  if (signs.is_sink_slow() && !signs.has_usual()) return Cause::kSlowSink;
  if (signs.repeats_work()) return Cause::kConflicts;
  if (signs.was_rebalanced()) return Cause::kRebalance;
  if (signs.stands_still()) return Cause::kWaiting;
  return topic.in_per_second > topic.out_per_second ? Cause::kBurst : Cause::kCatchingUp;
}

}  // namespace

std::string_view name_of(Cause cause) { return kNames[static_cast<std::size_t>(cause)]; }

Cause find_cause(const Snapshot& snapshot, const TopicSnapshot& topic, const SinkSight& sight) {
  const Signs signs(snapshot, topic, sight);
  // Of what is refused the brokers say nothing else.
  if (!topic.recent.access_trouble.empty()) return Cause::kAccess;
  if (signs.is_kafka_silent()) return Cause::kKafkaDown;
  if (snapshot.recent.sink_down_seconds) return Cause::kSinkDown;
  if (const Cause stopped = stopping(signs); stopped != Cause::kSteady) return stopped;
  if (signs.is_rebalancing()) return Cause::kRebalance;
  if (topic.lag > 0 && !topic.recent.letters_trouble.empty()) return Cause::kDeadLettersDown;
  if (topic.partitions.empty()) return Cause::kUnassigned;
  if (topic.lag > 0 && !topic.recent.held_reason.empty()) return Cause::kHeldBack;
  if (!signs.is_behind()) return Cause::kSteady;
  return slowing(signs, topic);
}

bool wants_sight(const Snapshot& snapshot) {
  return std::any_of(snapshot.topics.begin(), snapshot.topics.end(),
                     [&snapshot](const TopicSnapshot& topic) {
                       switch (find_cause(snapshot, topic, {})) {
                         case Cause::kLockWait:
                         case Cause::kSlowSink:
                         case Cause::kConflicts:
                         case Cause::kWaiting:
                         case Cause::kHotKey:
                         case Cause::kBurst:
                           return true;
                         default:
                           return false;
                       }
                     });
}

}  // namespace projector
