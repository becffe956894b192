#include "projector/runtime/log_watch.h"

#include <algorithm>
#include <chrono>
#include <string>

namespace projector {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// A partition that is read moves on within that time, or has a record in hand.
constexpr auto kUnreadFor = seconds(1);
constexpr auto kAskRecordAgain = seconds(10);
// Retention is of interest where something waits, and changes rarely.
constexpr double kWaitingSeconds = 10;
constexpr auto kAskRetentionAgain = minutes(1);
constexpr auto kAskStartsAgain = seconds(30);

bool is_unread(const PartitionState& state) {
  return state.is_assigned() && state.watermark.unfinished() == 0 && state.end &&
         *state.end > state.watermark.position();
}

}  // namespace

LogWatch::LogWatch(Pipeline& pipeline, LogLookup* lookup, EventLog& log)
    : pipeline_(pipeline), lookup_(lookup), log_(log), topics_(pipeline.topic_count()) {}

void LogWatch::look(Now now) {
  if (lookup_ == nullptr) return;
  take_findings(now);
  for (std::uint32_t topic = 0; topic < topics_.size(); ++topic) {
    std::int32_t number = 0;
    for (const PartitionState& state : pipeline_.partitions().of(topic)) {
      look_at_partition({topic, number++}, state, now.steady);
    }
    look_at_topic(topic, now);
  }
}

void LogWatch::look_at_partition(PartitionRef partition, const PartitionState& state, Instant now) {
  if (!is_unread(state)) {
    unread_.erase(partition);
    return;
  }
  Unread& unread = unread_[partition];
  const Offset place = state.watermark.position();
  if (unread.since == Instant{} || unread.place != place) unread = {place, now, {}, false};
  if (unread.is_known || now - unread.since < kUnreadFor) return;
  if (unread.asked_at && now - *unread.asked_at < kAskRecordAgain) return;
  unread.asked_at = now;
  lookup_->ask_record_time({partition, place});
}

void LogWatch::look_at_topic(std::uint32_t topic, Now now) {
  if (pipeline_.oldest_age_seconds(topic, now) < kWaitingSeconds) return;
  Topic& seen = topics_[topic];
  if (!seen.ask_again_at || now.steady >= *seen.ask_again_at) {
    seen.ask_again_at = now.steady + kAskRetentionAgain;
    lookup_->ask_retention(topic);
  }
  if (!seen.limits.has_size || now.steady < seen.ask_starts_at) return;
  seen.ask_starts_at = now.steady + kAskStartsAgain;
  std::vector<PartitionRef> partitions;
  std::int32_t number = 0;
  for (const PartitionState& state : pipeline_.partitions().of(topic)) {
    const PartitionRef partition{topic, number++};
    if (state.is_assigned()) partitions.push_back(partition);
  }
  std::erase_if(seen.starts, [&](const auto& entry) {
    return std::find(partitions.begin(), partitions.end(), PartitionRef{topic, entry.first}) ==
           partitions.end();
  });
  if (!partitions.empty()) lookup_->ask_log_starts(partitions);
}

void LogWatch::take_findings(Now now) {
  while (const auto finding = lookup_->next_finding()) take(*finding, now);
}

void LogWatch::take(const LogFinding& finding, Now now) {
  switch (finding.kind) {
    case LogFinding::Kind::kRecordTime: {
      pipeline_.on_record_time(finding.place, finding.timestamp, now);
      const auto unread = unread_.find(finding.place.partition);
      if (unread != unread_.end() && unread->second.place == finding.place.offset) {
        unread->second.is_known = true;
      }
      break;
    }
    case LogFinding::Kind::kRetention:
      take_retention(finding);
      break;
    case LogFinding::Kind::kLogStart: {
      const PartitionRef partition = finding.place.partition;
      topics_[partition.topic].starts[partition.partition].sample(now.steady, finding.place.offset);
      break;
    }
  }
}

void LogWatch::take_retention(const LogFinding& finding) {
  Topic& topic = topics_[finding.place.partition.topic];
  if (finding.reason.empty()) {
    topic.limits = finding.retention;
    topic.is_trouble_told = false;
    return;
  }
  if (topic.is_trouble_told) return;
  topic.is_trouble_told = true;
  log_.write(Severity::kWarning, "retention.unknown",
             pipeline_.topic(finding.place.partition.topic).name +
                 ": the brokers do not tell its retention (" + finding.reason +
                 "); how long what waits is kept is not known");
}

std::optional<double> LogWatch::headroom_seconds(std::uint32_t topic, Now now) const {
  const Topic& seen = topics_[topic];
  auto least = headroom_by_age(seen.limits, pipeline_.oldest_age_seconds(topic, now));
  std::int32_t number = -1;
  for (const PartitionState& state : pipeline_.partitions().of(topic)) {
    const auto start = seen.starts.find(++number);
    if (start == seen.starts.end() || !state.is_assigned()) continue;
    const bool waits = state.end && *state.end > state.watermark.next_applied();
    const auto left = start->second.seconds_until(state.watermark.next_applied());
    if (waits && left) least = std::min(least.value_or(*left), *left);
  }
  return least;
}

}  // namespace projector
