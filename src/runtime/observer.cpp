#include "projector/runtime/observer.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>

namespace projector {
namespace {

constexpr std::size_t kDecisionsMax = 200;

double unix_seconds(WallTime at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

std::vector<double> commit_bounds() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

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

int rank(std::string_view state) { return state == "stalled" ? 2 : state == "absorbing" ? 1 : 0; }

}  // namespace

Observer::Observer(const Pipeline& pipeline, const FlowOptions& flow, SnapshotSink& sink,
                   EventLog& log, std::size_t (*memory_bytes)())
    : pipeline_(pipeline),
      sink_(sink),
      log_(log),
      memory_bytes_(memory_bytes),
      flow_(flow),
      series_(pipeline.topic_count()),
      offset_commit_ok_seconds_(commit_bounds()),
      offset_commit_error_seconds_(commit_bounds()) {}

void Observer::on_commit(bool stored, double seconds) {
  (stored ? offset_commit_ok_seconds_ : offset_commit_error_seconds_).observe(seconds);
}

// Sampled when they come, once a second: between two looks the total stands still.
void Observer::on_end_offsets(Now now) {
  brokers_answered_at_ = now.steady;
  for (std::size_t topic = 0; topic < series_.size(); ++topic) {
    series_[topic].in.sample(now.steady,
                             static_cast<double>(pipeline_.figures().topics[topic].arrived));
  }
}

void Observer::tick(Now now) {
  const double elapsed = last_tick_ == Instant{} ? 0 : to_seconds(now.steady - last_tick_);
  last_tick_ = now.steady;
  if (brokers_answered_at_ == Instant{}) brokers_answered_at_ = now.steady;

  auto snapshot = std::make_shared<Snapshot>();
  snapshot->at_unix_seconds = unix_seconds(now.wall);
  const Credits& credits = pipeline_.credits();
  snapshot->in_flight_records = credits.records_in_use();
  snapshot->in_flight_records_limit = credits.records_max();
  snapshot->in_flight_bytes = credits.bytes_in_use();
  snapshot->in_flight_bytes_limit = credits.bytes_max();
  snapshot->memory_bytes = memory_bytes_();
  snapshot->memory_bytes_limit = flow_.memory_limit;
  for (std::uint32_t topic = 0; topic < pipeline_.topic_count(); ++topic) {
    snapshot->topics.push_back(look_at(topic, now, elapsed));
  }
  const PipelineFigures& figures = pipeline_.figures();
  snapshot->writer_queue_records = pipeline_.writer_queues();
  snapshot->db_commit_ok_seconds = figures.db_commit_ok_seconds;
  snapshot->db_commit_error_seconds = figures.db_commit_error_seconds;
  snapshot->offset_commit_ok_seconds = offset_commit_ok_seconds_;
  snapshot->offset_commit_error_seconds = offset_commit_error_seconds_;
  snapshot->retries = figures.retries;
  snapshot->db_errors = figures.db_errors;
  snapshot->rebalances = rebalances_;
  snapshot->group_joined = group_joined_;
  snapshot->stopping = stopping_;
  snapshot->bottleneck = bottleneck(now);
  decide(*snapshot, now);
  sink_.publish(std::move(snapshot));
}

TopicSnapshot Observer::look_at(std::uint32_t topic, Now now, double elapsed_seconds) {
  const TopicOptions& options = pipeline_.topic(topic);
  const TopicFigures& figures = pipeline_.figures().topics[topic];
  TopicSeries& series = series_[topic];

  TopicSnapshot seen;
  seen.name = options.name;
  seen.topic_class = class_name(options.topic_class);
  seen.budget_seconds = std::chrono::duration<double>(options.freshness_budget).count();
  seen.oldest_age_seconds = pipeline_.oldest_age_seconds(topic, now);
  seen.outcomes = figures.outcomes;
  seen.redelivered = figures.redelivered;
  seen.offsets_lost = figures.offsets_lost;
  seen.timestamp_skew = figures.timestamp_skew;
  seen.freshness = figures.freshness;

  const bool stands_still = look_at_partitions(topic, seen);
  series.has_partitions = !seen.partitions.empty();
  follow(seen, series, figures, now);

  const bool out_of_credits = pipeline_.records_wanted() == 0;
  if (stands_still) series.throttled_stopped_seconds += elapsed_seconds;
  if (out_of_credits && seen.lag > 0) series.throttled_credits_seconds += elapsed_seconds;
  seen.throttled_stopped_seconds = series.throttled_stopped_seconds;
  seen.throttled_credits_seconds = series.throttled_credits_seconds;
  seen.reading = !seen.partitions.empty() && !stands_still && !out_of_credits;
  judge_topic(seen, series, now);
  return seen;
}

bool Observer::look_at_partitions(std::uint32_t topic, TopicSnapshot& seen) const {
  const std::set<PartitionRef> waiting = waiting_for_letters(pipeline_);
  bool stands_still = false;
  std::int32_t number = 0;
  for (const PartitionState& state : pipeline_.partitions().of(topic)) {
    const std::int32_t partition = number++;
    if (!state.is_assigned()) continue;
    seen.partitions.push_back(look_at_partition(state, partition));
    seen.lag += seen.partitions.back().lag;
    if (state.phase == PartitionPhase::kStopped) {
      stands_still = true;
    } else if (waiting.contains({topic, partition})) {
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

void Observer::follow(TopicSnapshot& seen, TopicSeries& series, const TopicFigures& figures,
                      Now now) {
  series.out.sample(now.steady, static_cast<double>(figures.finished()));
  if (figures.finished() != series.finished || series.progressed_at == Instant{}) {
    series.finished = figures.finished();
    series.progressed_at = now.steady;
  }
  seen.in_per_second = series.in.per_second();
  seen.out_per_second = series.out.per_second();
  const double surplus = seen.out_per_second - seen.in_per_second;
  if (seen.lag == 0) {
    seen.drain_seconds = 0;
  } else if (surplus > 0) {
    seen.drain_seconds = static_cast<double>(seen.lag) / surplus;
  }
}

void Observer::judge_topic(TopicSnapshot& topic, TopicSeries& series, Now now) {
  TopicSight sight;
  sight.lag = topic.lag;
  sight.oldest_age_seconds = topic.oldest_age_seconds;
  sight.budget_seconds = topic.budget_seconds;
  sight.in_per_second = topic.in_per_second;
  sight.out_per_second = topic.out_per_second;
  sight.idle_seconds = to_seconds(now.steady - series.progressed_at);
  sight.is_sink_down = pipeline_.circuit().is_open();
  sight.stopped_reason = topic.reason;
  sight.letters_reason = series.letters_trouble;
  if (!topic.partitions.empty()) sight.brokers_silent_seconds = brokers_silent_seconds(now);

  const TopicVerdict verdict = judge(sight, series.state);
  topic.state = name_of(verdict.state);
  topic.reason = verdict.reason;
  if (verdict.state == series.state) return;
  const Severity severity =
      verdict.state == FlowState::kStalled ? Severity::kWarning : Severity::kInfo;
  log_.write(severity, "state.topic",
             topic.name + ": " + std::string(name_of(series.state)) + " -> " + topic.state + ": " +
                 verdict.reason);
  series.state = verdict.state;
}

// What can be told without measuring stages: the sink keeps all credits, or nobody brings records.
std::string Observer::bottleneck(Now now) const {
  if (pipeline_.circuit().is_open() || pipeline_.records_wanted() == 0) return "sink";
  const bool has_partitions = std::any_of(series_.begin(), series_.end(),
                                          [](const auto& series) { return series.has_partitions; });
  const bool is_silent = has_partitions && brokers_silent_seconds(now) > kBrokersSilentSeconds;
  return is_silent ? "source" : "none";
}

double Observer::brokers_silent_seconds(Now now) const {
  return to_seconds(now.steady - brokers_answered_at_);
}

// The process shows the worst topic of the highest class.
void Observer::decide(Snapshot& snapshot, Now now) {
  std::string reason = "all topics are caught up";
  snapshot.state = "steady";
  for (const std::string_view wanted : {"critical", "normal", "optional"}) {
    for (const TopicSnapshot& topic : snapshot.topics) {
      if (topic.topic_class != wanted || rank(topic.state) <= rank(snapshot.state)) continue;
      snapshot.state = topic.state;
      reason = topic.name + ": " + topic.reason;
    }
    if (snapshot.state != "steady") break;
  }
  if (snapshot.state != state_) {
    decisions_.push_back({unix_seconds(now.wall), state_, snapshot.state, reason});
    if (decisions_.size() > kDecisionsMax) decisions_.pop_front();
    state_ = snapshot.state;
  }
  snapshot.decisions.assign(decisions_.begin(), decisions_.end());
}

}  // namespace projector
