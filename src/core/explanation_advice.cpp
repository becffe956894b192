// The sentence of advice: what helps, what does not, and when it is over.

#include <algorithm>
#include <string>
#include <utility>

#include "projector/base/spoken.h"

#include "explanation_words.h"

namespace projector {
namespace {

// Of the time: a thread that is ready to run and not let for more of it could do more where it is.
constexpr double kNotLetMuch = 0.2;

constexpr const char* kPodIsNoHelp = "Another pod will not help";

// "Drains 4 min 10 s after arrivals fall back to 500/s." At the rate at which it is applied now.
std::string drain(const TopicSnapshot& topic) {
  const double usual = std::min(topic.recent.usual_in_per_second.value_or(0), topic.in_per_second);
  const double surplus_now = topic.out_per_second - topic.in_per_second;
  const auto backlog = static_cast<double>(topic.lag);
  if (surplus_now > 0) {
    return "Caught up in " + spoken_seconds(backlog / surplus_now) + " at these rates.";
  }
  const std::string fallen =
      usual >= 1 ? "arrivals fall back to " + spoken_rate(usual) : std::string("arrivals end");
  if (topic.out_per_second <= usual || topic.out_per_second <= 0) {
    return "At this speed it does not drain even after " + fallen + ".";
  }
  return "Drains " + spoken_seconds(backlog / (topic.out_per_second - usual)) + " after " + fallen +
         ".";
}

// What a slow PostgreSQL is to be asked.
std::string where_to_look(const Explained& explained) {
  const SinkSight& sight = explained.sight;
  if (!sight.builds.empty()) {
    return "wait for that index build or end it (SELECT pg_terminate_backend(" +
           std::to_string(sight.builds.front().pid) + "))";
  }
  return "look at locks and index builds on " + tables_of(explained) + ", and at the server's load";
}

std::string with_blind_spot(std::string advice, const SinkSight& sight) {
  if (!sight.not_seen.empty()) advice.append(" Not seen: ").append(sight.not_seen).append(".");
  return advice;
}

std::string for_slow_sink(const Explained& explained) {
  return with_blind_spot(
      std::string(kPodIsNoHelp) + "; " + where_to_look(explained) + ". " + drain(explained.topic),
      explained.sight);
}

std::string for_lock_wait(const Explained& explained) {
  std::string text = kPodIsNoHelp;
  text.append("; ");
  if (explained.sight.blockers.empty()) {
    text.append("look who holds a lock on ").append(tables_of(explained));
    text.append(" (pg_locks), and end that transaction");
  } else if (!explained.sight.builds.empty()) {
    text.append("let ").append(build_text(explained.sight.builds.front()));
    text.append(" end, or build it CONCURRENTLY");
  } else {
    const auto pid = std::to_string(explained.sight.blockers.front().pid);
    text.append("let that transaction end, or end it (SELECT pg_terminate_backend(");
    text.append(pid).append("))");
  }
  text.append("; the batches that wait are tried again by themselves.");
  return with_blind_spot(std::move(text), explained.sight);
}

std::string for_processor(const Explained& explained) {
  const ProcessorUse& use = explained.snapshot.recent.processor;
  std::string help =
      "One thread does all it can: another pod helps, up to the number of partitions";
  if (use.is_limited()) {
    help = "Raise that limit (resources.limits.cpu in Kubernetes), or have none";
  } else if (use.waiting > kNotLetMuch) {
    help = "Give the process more processor time (its share, or what else runs on the machine)";
  }
  return help + "; PostgreSQL is not what it waits for. " + drain(explained.topic);
}

std::string for_bad_record(const Explained& explained) {
  return "Name a dead_letter_topic for " + explained.topic.name +
         " and restart, or mend what refuses the record: it is tried again every 5 s, and the "
         "other partitions go on.";
}

std::string for_burst(const Explained& explained) {
  const TopicSnapshot& topic = explained.topic;
  const double left = topic.budget_seconds - topic.oldest_age_seconds;
  std::string text = "Nothing is broken: the excess waits in Kafka. ";
  if (left > 0 && topic.in_per_second > topic.out_per_second && topic.in_per_second > 0) {
    // The record applied at a moment arrived out/in of the way: age grows by what is missing.
    const double grows = 1 - topic.out_per_second / topic.in_per_second;
    text.append("At these rates the budget is reached in ").append(spoken_seconds(left / grows));
    text.append(". ");
  }
  return text + drain(topic);
}

std::string for_stopped(const Explained& explained) {
  switch (explained.cause) {
    case Cause::kOffsetLost:
      return "What lay there is lost to this group: lengthen the topic's retention, then restart "
             "with kafka.offset_lost: earliest to go on where the log begins now.";
    case Cause::kTopicChanged:
      return "Its versions cannot be trusted any more: empty the table, reset the group's offsets, "
             "and restart.";
    case Cause::kSchema:
      return "Mend the table or the right (validate --connect lists all that is wrong): it is "
             "tried again every 5 s, and nothing needs a restart.";
    case Cause::kBadRecord:
      return for_bad_record(explained);
    default:
      return "Look at the broker and its log: the partition is tried again every 5 s, and the "
             "others go on.";
  }
}

std::string for_rebalance(const Explained& explained) {
  if (!explained.topic.partitions.empty()) {
    return "Look why members come and go: restarts, crashes, a health check that kills; "
           "kafka.instance_id spares the group a restart. " +
           drain(explained.topic);
  }
  return "Wait: reading goes on by itself. Where it lasts, a member does not answer the group: "
         "look for one that hangs, or whose max.poll.interval.ms is long.";
}

}  // namespace

std::string advice_of(const Explained& explained) {
  switch (explained.cause) {
    case Cause::kAccess:
      return "Grant it (kafka-acls --add --consumer): it is asked for again all the time, reading "
             "goes on by itself within half a minute, and nothing needs a restart.";
    case Cause::kKafkaDown:
      return "Look at the brokers and the way to them; reading goes on by itself when they answer.";
    case Cause::kSinkDown:
      return "Bring PostgreSQL back: one probe tries it at most every 2 s, everything else waits, "
             "and work goes on by itself.";
    case Cause::kOffsetLost:
    case Cause::kTopicChanged:
    case Cause::kSchema:
    case Cause::kBadRecord:
    case Cause::kUnreadable:
      return for_stopped(explained);
    case Cause::kRebalance:
      return for_rebalance(explained);
    case Cause::kDeadLettersDown:
      return "Make the dead-letter topic take them again: each is kept and sent until it is "
             "acknowledged, and nothing needs a restart.";
    case Cause::kUnassigned:
      return "Ask another member; nothing is to be done here.";
    case Cause::kLockWait:
      return for_lock_wait(explained);
    case Cause::kProcessor:
      return for_processor(explained);
    case Cause::kBrokerThrottle:
      return "Raise the client quota (consumer_byte_rate) of this client or user; neither another "
             "pod nor PostgreSQL will help. " +
             drain(explained.topic);
    case Cause::kSlowSink:
      return for_slow_sink(explained);
    case Cause::kHotKey:
      return std::string(kPodIsNoHelp) +
             ": records of one key stay in order, one batch after the other; spread the key, or "
             "raise flow.batch_rows. " +
             drain(explained.topic);
    case Cause::kConflicts:
      return with_blind_spot(
          "Look what else writes these rows (deadlocks, serialization "
          "failures): the log has each as batch.failed. " +
              drain(explained.topic),
          explained.sight);
    case Cause::kWaiting:
      return with_blind_spot(
          "Look at the log and at /status.json (waiting_for of its partitions), "
          "and at what PostgreSQL does with its sessions.",
          explained.sight);
    case Cause::kBurst:
      return for_burst(explained);
    case Cause::kCatchingUp:
      return "Nothing is to be done. " + drain(explained.topic);
    case Cause::kHeldBack:
      return "Nothing is lost, and it is read again by itself; see the explanation of the topic "
             "that is protected.";
    case Cause::kSteady:
      break;
  }
  return "Nothing is to be done.";
}

}  // namespace projector
