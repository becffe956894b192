#include "projector/runtime/topic_watch.h"

#include <algorithm>
#include <set>

namespace projector {
namespace {

std::string class_name(TopicClass topic_class) {
  switch (topic_class) {
    case TopicClass::kCritical:
      return "critical";
    case TopicClass::kNormal:
      return "normal";
    case TopicClass::kOptional:
      return "optional";
  }
  return "normal";
}

PartitionSnapshot look_at_partition(const PartitionState& state, std::int32_t number) {
  PartitionSnapshot partition;
  partition.partition = number;
  partition.applied = state.watermark.next_applied().value;
  if (state.committed) partition.committed = state.committed->value;
  if (state.end) partition.end = std::max(*state.end, state.watermark.position()).value;
  partition.lag = std::max<std::int64_t>(partition.end - partition.applied, 0);
  partition.in_flight = state.in_flight;
  if (const auto as_of = state.as_of()) {
    partition.as_of_unix_seconds = std::chrono::duration<double>(as_of->time_since_epoch()).count();
  }
  partition.waiting_for = state.reason;
  return partition;
}

// Partitions whose watermark stands at a dead letter on its way.
std::set<PartitionRef> waiting_for_letters(const Pipeline& pipeline) {
  std::set<PartitionRef> waiting;
  for (const auto& [id, origin] : pipeline.letters().open()) {
    const PartitionState* const state = pipeline.partitions().find_assigned(origin.partition);
    if (state == nullptr || !state->counts(origin.epoch, origin.offset)) continue;
    if (state->watermark.next_applied() == origin.offset) waiting.insert(origin.partition);
  }
  return waiting;
}

}  // namespace

void TopicWatch::on_end_offsets(Now now) {
  in_.sample(now.steady, static_cast<double>(pipeline_.figures().topics[topic_].arrived));
}

TopicSnapshot TopicWatch::look(const TickSight& tick, Now now) {
  const TopicOptions& options = pipeline_.topic(topic_);
  const TopicFigures& figures = pipeline_.figures().topics[topic_];

  TopicSnapshot seen;
  seen.name = options.name;
  seen.topic_class = class_name(options.topic_class);
  seen.budget_seconds = std::chrono::duration<double>(options.freshness_budget).count();
  seen.oldest_age_seconds = pipeline_.oldest_age_seconds(topic_, now);
  seen.outcomes = figures.outcomes;
  seen.redelivered = figures.redelivered;
  seen.offsets_lost = figures.offsets_lost;
  seen.timestamp_skew = figures.timestamp_skew;
  seen.freshness = figures.freshness;

  const bool stands_still = look_at_partitions(seen);
  has_partitions_ = !seen.partitions.empty();
  follow(seen, now);

  const bool out_of_credits = pipeline_.records_wanted() == 0;
  if (stands_still) throttled_stopped_seconds_ += tick.elapsed_seconds;
  if (out_of_credits && seen.lag > 0) throttled_credits_seconds_ += tick.elapsed_seconds;
  seen.throttled_stopped_seconds = throttled_stopped_seconds_;
  seen.throttled_credits_seconds = throttled_credits_seconds_;
  seen.reading = !seen.partitions.empty() && !stands_still && !out_of_credits;
  judge_topic(seen, tick, now);
  return seen;
}

bool TopicWatch::look_at_partitions(TopicSnapshot& seen) const {
  const std::set<PartitionRef> waiting = waiting_for_letters(pipeline_);
  bool stands_still = false;
  std::int32_t number = 0;
  for (const PartitionState& state : pipeline_.partitions().of(topic_)) {
    const std::int32_t partition = number++;
    if (!state.is_assigned()) continue;
    seen.partitions.push_back(look_at_partition(state, partition));
    seen.lag += seen.partitions.back().lag;
    if (state.phase == PartitionPhase::kStopped) {
      stands_still = true;
    } else if (waiting.contains({topic_, partition})) {
      PartitionSnapshot& shown = seen.partitions.back();
      shown.waiting_for = "a dead letter at offset " + std::to_string(shown.applied);
      continue;
    }
    if (!state.reason.empty() && seen.reason.empty()) {
      seen.reason = seen.name + "/" + std::to_string(partition) + ": " + state.reason;
    }
  }
  return stands_still;
}

void TopicWatch::follow(TopicSnapshot& seen, Now now) {
  const std::uint64_t finished = pipeline_.figures().topics[topic_].finished();
  out_.sample(now.steady, static_cast<double>(finished));
  if (finished != finished_ || progressed_at_ == Instant{}) {
    finished_ = finished;
    progressed_at_ = now.steady;
  }
  seen.in_per_second = in_.per_second();
  seen.out_per_second = out_.per_second();
  const double surplus = seen.out_per_second - seen.in_per_second;
  if (seen.lag == 0) {
    seen.drain_seconds = 0;
  } else if (surplus > 0) {
    seen.drain_seconds = static_cast<double>(seen.lag) / surplus;
  }
}

void TopicWatch::judge_topic(TopicSnapshot& topic, const TickSight& tick, Now now) {
  TopicSight sight;
  sight.lag = topic.lag;
  sight.oldest_age_seconds = topic.oldest_age_seconds;
  sight.budget_seconds = topic.budget_seconds;
  sight.in_per_second = topic.in_per_second;
  sight.out_per_second = topic.out_per_second;
  sight.idle_seconds = to_seconds(now.steady - progressed_at_);
  sight.is_sink_down = pipeline_.circuit().is_open();
  sight.stopped_reason = topic.reason;
  sight.letters_reason = letters_trouble_;
  if (!topic.partitions.empty()) sight.brokers_silent_seconds = tick.brokers_silent_seconds;

  const TopicVerdict verdict = judge(sight, state_);
  topic.state = name_of(verdict.state);
  topic.reason = verdict.reason;
  if (verdict.state == state_) return;
  const Severity severity =
      verdict.state == FlowState::kStalled ? Severity::kWarning : Severity::kInfo;
  log_.write(severity, "state.topic",
             topic.name + ": " + std::string(name_of(state_)) + " -> " + topic.state + ": " +
                 verdict.reason);
  state_ = verdict.state;
}

}  // namespace projector
