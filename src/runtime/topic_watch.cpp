#include "projector/runtime/topic_watch.h"

#include <algorithm>
#include <set>
#include <utility>

namespace projector {
namespace {

// Of a topic, where nothing else is known: no rate below it tells one bad forecast from another.
constexpr double kPerSecondLeast = 0.01;

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
  partition.standing = state.standing;
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
  seen.topic_class = name_of(options.topic_class);
  seen.budget_seconds = std::chrono::duration<double>(options.freshness_budget).count();
  seen.oldest_age_seconds = pipeline_.oldest_age_seconds(topic_, now);
  seen.retention_headroom_seconds = headroom_seconds_;
  seen.outcomes = figures.outcomes;
  seen.redelivered = figures.redelivered;
  seen.offsets_lost = figures.offsets_lost;
  seen.timestamp_skew = figures.timestamp_skew;
  seen.freshness = figures.freshness;

  const bool stands_still = look_at_partitions(seen);
  follow(seen, now);
  follow_log(seen, now);
  seen.recent.idle_seconds = to_seconds(now.steady - progressed_at_);
  seen.recent.letters_trouble = letters_trouble_;
  seen.recent.access_trouble = access_trouble_;

  const bool out_of_credits = pipeline_.records_wanted() == 0;
  if (is_held() && seen.lag > 0) throttled_held_seconds_ += tick.elapsed_seconds;
  if (stands_still) throttled_stopped_seconds_ += tick.elapsed_seconds;
  if (out_of_credits && !is_held() && seen.lag > 0)
    throttled_credits_seconds_ += tick.elapsed_seconds;
  seen.throttled_held_seconds = throttled_held_seconds_;
  seen.throttled_stopped_seconds = throttled_stopped_seconds_;
  seen.throttled_credits_seconds = throttled_credits_seconds_;
  seen.reading = !seen.partitions.empty() && !stands_still && !out_of_credits && !is_held();
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
  // What is held is meant to get no outcome: that time is none of standing still.
  if (finished != finished_ || progressed_at_ == Instant{} || is_held()) {
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

bool TopicWatch::is_held() const {
  return pipeline_.orders().is_held(pipeline_.topic(topic_).topic_class);
}

// How far its log is read, and when what waits in it came.
void TopicWatch::follow_log(const TopicSnapshot& seen, Now now) {
  std::vector<std::int32_t> assigned;
  passed_ = 0;
  for (const PartitionSnapshot& partition : seen.partitions) {
    assigned.push_back(partition.partition);
    passed_ += static_cast<double>(partition.applied);
  }
  if (assigned != assigned_) arrivals_.restart();
  assigned_ = std::move(assigned);
  arrivals_.note(now.steady, passed_, static_cast<double>(seen.lag));
}

void TopicWatch::judge_topic(TopicSnapshot& seen, const TickSight& tick,
                             std::optional<double> per_second, Now now) {
  forecast(seen, tick, per_second, now);
  follow_repeats(seen, tick, now);
  const TopicSight sight = sight_of(seen, tick, now);
  seen.recent.held_reason = sight.held_reason;
  const TopicVerdict verdict = judge(sight, state_);
  seen.state = name_of(verdict.state);
  seen.reason = verdict.reason;
  if (verdict.state == state_) return;
  const Severity severity =
      verdict.state == FlowState::kStalled ? Severity::kWarning : Severity::kInfo;
  log_.write(severity, "state.topic",
             seen.name + ": " + std::string(name_of(state_)) + " -> " + seen.state + ": " +
                 verdict.reason);
  state_ = verdict.state;
}

void TopicWatch::forecast(TopicSnapshot& seen, const TickSight& tick,
                          std::optional<double> per_second, Now now) {
  RiskSight sight;
  sight.budget_seconds = seen.budget_seconds;
  sight.reached_seconds = seen.oldest_age_seconds;
  // What is not read says nothing of the sink: or what holds it would never end.
  sight.is_sink_limit = tick.is_sink_limit && letters_trouble_.empty() && !is_held();
  if (sight.is_sink_limit && per_second) {
    const double counted_on = *per_second * (risk_.is_at_risk() ? BudgetRisk::kCountedOn : 1);
    // A sink that does nothing at all reaches any age.
    const double most = std::max(counted_on, kPerSecondLeast);
    sight.reached_seconds =
        std::max(sight.reached_seconds, arrivals_.reached_seconds(now.steady, passed_, most));
    seen.reached_age_seconds = sight.reached_seconds;
  }
  // There is nothing below an optional topic that could be held for it.
  if (pipeline_.topic(topic_).topic_class == TopicClass::kOptional) return;
  // While the sink is down nothing is learned of it.
  if (!pipeline_.circuit().is_open()) risk_.update(sight, now.steady);
}

void TopicWatch::follow_repeats(const TopicSnapshot& seen, const TickSight& tick, Now now) {
  const TopicFigures& figures = pipeline_.figures().topics[topic_];
  WorkDone done;
  done.finished = static_cast<double>(figures.finished());
  done.repeated = static_cast<double>(figures.redelivered + figures.retried);
  done.rebalances = tick.rebalances;
  done.is_behind = seen.lag > 0 && state_ != FlowState::kSteady;
  amplification_.update(done, now.steady);
}

TopicSight TopicWatch::sight_of(const TopicSnapshot& seen, const TickSight& tick, Now now) const {
  TopicSight sight;
  sight.lag = seen.lag;
  sight.oldest_age_seconds = seen.oldest_age_seconds;
  sight.budget_seconds = seen.budget_seconds;
  sight.in_per_second = seen.in_per_second;
  sight.out_per_second = seen.out_per_second;
  sight.idle_seconds = to_seconds(now.steady - progressed_at_);
  sight.is_sink_down = pipeline_.circuit().is_open();
  sight.stopped_reason = seen.reason;
  sight.letters_reason = letters_trouble_;
  sight.access_reason = access_trouble_;
  const auto rank = static_cast<std::size_t>(pipeline_.topic(topic_).topic_class);
  if (is_held()) sight.held_reason = tick.held_reasons[rank];
  sight.reached_seconds = seen.reached_age_seconds;
  sight.is_at_risk = risk_.is_at_risk();
  sight.is_amplifying = amplification_.is_amplifying();
  sight.repeated_per_second = amplification_.repeated_per_second();
  sight.useful_before_per_second = amplification_.useful_before_per_second();
  // Who has no partitions asks nobody; who lost them to the silence still waits for its end.
  if (!seen.partitions.empty() || tick.is_assignment_lost) {
    sight.brokers_silent_seconds = tick.brokers_silent_seconds;
  }
  return sight;
}

}  // namespace projector
