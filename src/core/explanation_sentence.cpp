// The sentence of the cause: the topic, the numbers, and what they come from.

#include <algorithm>
#include <cstdint>
#include <string>

#include "projector/base/spoken.h"

#include "explanation_words.h"

namespace projector {
namespace {

std::string counted(std::int64_t count, const char* what) {
  std::string text = spoken_number(static_cast<double>(count)) + " " + what;
  return count == 1 ? text : text.append("s");
}

// "booking-events is 48 s old of 2 min allowed".
std::string age(const TopicSnapshot& topic) {
  return topic.name + " is " + spoken_seconds(topic.oldest_age_seconds) + " old of " +
         spoken_seconds(topic.budget_seconds) + " allowed";
}

std::string rates(const TopicSnapshot& topic) {
  return spoken_rate(topic.out_per_second) + " of " + spoken_rate(topic.in_per_second) +
         " arriving";
}

std::string rates_with_usual(const TopicSnapshot& topic) {
  std::string text = rates(topic);
  const double usual = topic.recent.usual_in_per_second.value_or(0);
  if (usual >= 1) text.append(" (usually ").append(spoken_rate(usual)).append(")");
  return text;
}

// "commit p50 310 ms, usually 9 ms"; empty where nothing was written lately.
std::string commits(const RecentFigures& recent) {
  if (!recent.commit_p50_seconds) return "no commit in 5 s";
  std::string text = "commit p50 " + spoken_seconds(*recent.commit_p50_seconds);
  if (recent.commit_usual_seconds) {
    text.append(", usually ").append(spoken_seconds(*recent.commit_usual_seconds));
  }
  return text;
}

std::string credits(const Snapshot& snapshot) {
  std::string text = "credits " + spoken_number(snapshot.in_flight_records) + " of " +
                     spoken_number(snapshot.in_flight_adaptive_limit) + " in use";
  if (snapshot.in_flight_adaptive_limit < snapshot.in_flight_records_limit) {
    text.append(" (").append(spoken_number(snapshot.in_flight_records_limit));
    text.append(" while the sink is fast)");
  }
  return text;
}

std::string lag(const TopicSnapshot& topic) {
  return counted(topic.lag, "record") + (topic.lag == 1 ? " waits" : " wait");
}

// A reason may be several sentences; the first says what is.
std::string first_sentence(const std::string& reason) {
  const auto end = reason.find(". ");
  std::string text = reason.substr(0, end);
  while (text.ends_with('.')) text.pop_back();
  return text;
}

StandstillCause standing_of(Cause cause) {
  switch (cause) {
    case Cause::kOffsetLost:
      return StandstillCause::kOffsetLost;
    case Cause::kTopicChanged:
      return StandstillCause::kTopicChanged;
    case Cause::kSchema:
      return StandstillCause::kSchema;
    case Cause::kBadRecord:
      return StandstillCause::kBadRecord;
    default:
      return StandstillCause::kUnreadable;
  }
}

std::string stopped(const Explained& explained) {
  const TopicSnapshot& topic = explained.topic;
  std::int64_t count = 0;
  std::int64_t waiting = 0;
  const PartitionSnapshot* first = nullptr;
  for (const PartitionSnapshot& partition : topic.partitions) {
    if (partition.standing != standing_of(explained.cause)) continue;
    if (first == nullptr) first = &partition;
    ++count;
    waiting += partition.lag;
  }
  if (first == nullptr) return age(topic);
  std::string text = topic.name + " stands still in " + spoken_number(static_cast<double>(count)) +
                     " of " +
                     counted(static_cast<std::int64_t>(topic.partitions.size()), "partition") +
                     " (" + topic.name + "/" + std::to_string(first->partition) + ", at offset " +
                     std::to_string(first->applied) + "): " + first_sentence(first->waiting_for);
  return text + "; " + counted(waiting, "record") + (waiting == 1 ? " waits" : " wait") +
         " there, the oldest " + spoken_seconds(topic.oldest_age_seconds) + " old of " +
         spoken_seconds(topic.budget_seconds) + " allowed";
}

std::string sink_down(const Explained& explained) {
  const RecentFigures& recent = explained.snapshot.recent;
  std::string text = age(explained.topic) + ": PostgreSQL has been out of reach for " +
                     spoken_seconds(recent.sink_down_seconds.value_or(0));
  if (!recent.sink_trouble.empty()) {
    text.append(" (").append(first_sentence(recent.sink_trouble)).append(")");
  }
  return text + "; " + lag(explained.topic) + ", " + credits(explained.snapshot);
}

std::string rebalance(const Explained& explained) {
  const RecentFigures& recent = explained.snapshot.recent;
  const std::string& name = explained.topic.name;
  if (!explained.snapshot.group_joined) {
    return name + " is not read yet: the group has given this member no partitions so far";
  }
  if (explained.topic.partitions.empty()) {
    return name + " is not read here for " +
           spoken_seconds(recent.rebalancing_seconds.value_or(0)) +
           ": the group is being divided anew, and waits for its slowest member";
  }
  return age(explained.topic) + ": the group was divided anew " +
         spoken_seconds(recent.since_rebalance_seconds.value_or(0)) + " ago, " +
         counted(recent.rebalances, "time") + " within a minute; " + lag(explained.topic) +
         ", the sink applies " + rates(explained.topic);
}

// Who blocks the most: the session that the longest wait is for.
const SinkBlocker* blocker_of(const SinkSight& sight) {
  const auto longest = std::max_element(sight.blockers.begin(), sight.blockers.end(),
                                        [](const SinkBlocker& one, const SinkBlocker& other) {
                                          return one.waiting_seconds < other.waiting_seconds;
                                        });
  return longest == sight.blockers.end() ? nullptr : &*longest;
}

std::string lock_wait(const Explained& explained) {
  std::string text = age(explained.topic) + ": writers wait for a lock";
  const SinkBlocker* const blocker = blocker_of(explained.sight);
  if (blocker != nullptr) {
    text.append(blocker->table.empty() ? " on rows" : " on " + blocker->table);
    text.append(" that ").append(session_name(blocker->application, blocker->pid)).append(" holds");
    if (blocker->transaction_seconds > 0) {
      text.append(" for ").append(spoken_seconds(blocker->transaction_seconds));
    }
    if (!blocker->state.empty()) text.append(" (").append(blocker->state).append(")");
  } else {
    text.append(" on ").append(tables_of(explained));
  }
  if (explained.snapshot.recent.lock_timeouts > 0) {
    text.append(", ").append(counted(explained.snapshot.recent.lock_timeouts, "lock timeout"));
    text.append(" in 5 s");
  }
  return text + "; the sink applies " + rates(explained.topic) + ", " + credits(explained.snapshot);
}

std::string slow_sink(const Explained& explained) {
  const RecentFigures& recent = explained.snapshot.recent;
  std::string text = age(explained.topic) + ": the sink applies " + rates(explained.topic) + " (" +
                     commits(recent);
  if (recent.statement_timeouts > 0) {
    text.append(", ").append(counted(recent.statement_timeouts, "statement timeout"));
    text.append(" in 5 s");
  }
  text.append("); ").append(credits(explained.snapshot));
  if (!explained.sight.builds.empty()) {
    text.append("; PostgreSQL runs ").append(build_text(explained.sight.builds.front()));
  } else if (!explained.sight.waits.empty() && !explained.sight.waits.front().event.empty()) {
    text.append("; its sessions wait for ").append(explained.sight.waits.front().event);
  }
  return text;
}

std::string processor(const Explained& explained) {
  const ProcessorUse& use = explained.snapshot.recent.processor;
  if (use.is_limited()) {
    return age(explained.topic) + ": a limit of processor time stops the process in " +
           spoken_share(use.stopped) + " of the kernel's periods; " + rates(explained.topic) +
           ", " + credits(explained.snapshot);
  }
  return age(explained.topic) + ": the thread \"" + use.thread + "\" has no processor left (" +
         spoken_share(use.running) + " of the time running, " + spoken_share(use.waiting) +
         " ready to run and not let); " + rates(explained.topic) + ", " +
         credits(explained.snapshot);
}

std::string throttled(const Explained& explained) {
  return age(explained.topic) + ": the brokers hold the reading back by a quota (pauses of " +
         spoken_seconds(explained.snapshot.recent.broker_throttle_seconds.value_or(0)) + "); " +
         rates(explained.topic) + ", only " + credits(explained.snapshot);
}

std::string hot_key(const Explained& explained) {
  const TopicRecent& recent = explained.topic.recent;
  return age(explained.topic) + ": " + spoken_share(recent.hot_lane_share) +
         " of its records in flight belong to one of " +
         counted(static_cast<std::int64_t>(recent.lanes), "writer") +
         ", as the records of one key do; " + rates(explained.topic) + " (" +
         commits(explained.snapshot.recent) + "), " + credits(explained.snapshot);
}

std::string conflicts(const Explained& explained) {
  const RecentFigures& recent = explained.snapshot.recent;
  return age(explained.topic) + ": " + spoken_number(recent.retries) +
         " batches were tried again in 5 s beside " + spoken_number(recent.commits) +
         " that went well; " + rates(explained.topic) + ", " + credits(explained.snapshot);
}

std::string waiting(const Explained& explained) {
  return age(explained.topic) + ": nothing was applied for " +
         spoken_seconds(explained.topic.recent.idle_seconds) + ", and " + lag(explained.topic) +
         "; " + credits(explained.snapshot);
}

std::string burst(const Explained& explained) {
  return age(explained.topic) + ": more arrives than is applied, " +
         rates_with_usual(explained.topic) + ", while PostgreSQL is as fast as ever (" +
         commits(explained.snapshot.recent) + "); " + credits(explained.snapshot);
}

std::string catching_up(const Explained& explained) {
  return age(explained.topic) + ": " + lag(explained.topic) + " from before and are being caught " +
         "up, " + rates(explained.topic) + " (" + commits(explained.snapshot.recent) + "); " +
         credits(explained.snapshot);
}

std::string steady(const Explained& explained) {
  const TopicSnapshot& topic = explained.topic;
  std::string text = topic.name + " is caught up: the oldest record is " +
                     spoken_seconds(topic.oldest_age_seconds) + " old of " +
                     spoken_seconds(topic.budget_seconds) + " allowed, " +
                     spoken_rate(topic.in_per_second) + " arrive, " +
                     spoken_rate(topic.out_per_second) + " are applied";
  if (explained.snapshot.recent.commit_p50_seconds) {
    text.append(" (").append(commits(explained.snapshot.recent)).append(")");
  }
  return text + "; " + credits(explained.snapshot);
}

std::string kafka_down(const Explained& explained) {
  return explained.topic.name + ": the brokers have not answered for " +
         spoken_seconds(explained.snapshot.recent.brokers_silent_seconds) +
         "; how much waits there and how old it is, is not known, " + credits(explained.snapshot);
}

std::string access(const Explained& explained) {
  const TopicSnapshot& topic = explained.topic;
  return topic.name + " is not read: " + first_sentence(topic.recent.access_trouble) +
         "; how much waits there and how old it is, is not known, " + credits(explained.snapshot);
}

std::string held_back(const Explained& explained) {
  return age(explained.topic) + "; " + explained.topic.recent.held_reason + "; " +
         lag(explained.topic) + " in Kafka, " + spoken_rate(explained.topic.in_per_second) +
         " arrive, " + credits(explained.snapshot);
}

std::string dead_letters_down(const Explained& explained) {
  return age(explained.topic) + ": " + first_sentence(explained.topic.recent.letters_trouble) +
         "; " + lag(explained.topic) + ", " + credits(explained.snapshot);
}

std::string clause_of(const Explained& explained) {
  switch (explained.cause) {
    case Cause::kAccess:
      return access(explained);
    case Cause::kKafkaDown:
      return kafka_down(explained);
    case Cause::kSinkDown:
      return sink_down(explained);
    case Cause::kOffsetLost:
    case Cause::kTopicChanged:
    case Cause::kSchema:
    case Cause::kBadRecord:
    case Cause::kUnreadable:
      return stopped(explained);
    case Cause::kRebalance:
      return rebalance(explained);
    case Cause::kDeadLettersDown:
      return dead_letters_down(explained);
    case Cause::kUnassigned:
      return explained.topic.name + " is not read here: other members have all its partitions";
    case Cause::kLockWait:
      return lock_wait(explained);
    case Cause::kProcessor:
      return processor(explained);
    case Cause::kBrokerThrottle:
      return throttled(explained);
    case Cause::kSlowSink:
      return slow_sink(explained);
    case Cause::kHotKey:
      return hot_key(explained);
    case Cause::kConflicts:
      return conflicts(explained);
    case Cause::kWaiting:
      return waiting(explained);
    case Cause::kBurst:
      return burst(explained);
    case Cause::kCatchingUp:
      return catching_up(explained);
    case Cause::kHeldBack:
      return held_back(explained);
    case Cause::kSteady:
      break;
  }
  return steady(explained);
}

}  // namespace

std::string sentence_of(const Explained& explained) { return clause_of(explained) + "."; }

}  // namespace projector
