#include "projector/runtime/observer.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "projector/core/bottleneck.h"

namespace projector {
namespace {

constexpr auto kThreadsInterval = std::chrono::seconds(1);

double unix_seconds(WallTime at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

std::vector<double> commit_bounds() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

bool is_worse(std::string_view state, std::string_view than) {
  return flow_state_of(state) > flow_state_of(than);
}

std::int64_t waiting_in_kafka(const TopicSnapshot& topic) {
  std::int64_t waiting = 0;
  for (const PartitionSnapshot& partition : topic.partitions) {
    if (!partition.waiting_for.empty()) continue;
    waiting += std::max<std::int64_t>(partition.lag - partition.in_flight, 0);
  }
  return waiting;
}

}  // namespace

Observer::Observer(const Pipeline& pipeline, const FlowOptions& flow, SnapshotSink& sink,
                   EventLog& log, std::size_t (*memory_bytes)())
    : pipeline_(pipeline),
      sink_(sink),
      log_(log),
      memory_bytes_(memory_bytes),
      flow_(flow),
      offset_commit_ok_seconds_(commit_bounds()),
      offset_commit_error_seconds_(commit_bounds()),
      decisions_(log) {
  for (std::uint32_t topic = 0; topic < pipeline.topic_count(); ++topic) {
    watches_.emplace_back(pipeline, topic, log);
  }
}

void Observer::on_commit(bool stored, double seconds) {
  (stored ? offset_commit_ok_seconds_ : offset_commit_error_seconds_).observe(seconds);
}

void Observer::on_end_offsets(Now now) {
  brokers_answered_at_ = now.steady;
  for (TopicWatch& watch : watches_) watch.on_end_offsets(now);
}

void Observer::on_event(const SourceEvent& event, Now now) {
  using Kind = SourceEvent::Kind;
  if (event.kind == Kind::kAssigned) recent_.on_assigned(now.steady);
  if (event.kind == Kind::kRevoked || event.kind == Kind::kLost) recent_.on_revoked(now.steady);
  if (event.kind == Kind::kRenewed) ++client_renewals_;
  for (std::size_t topic = 0; topic < event.refused.size(); ++topic) {
    watches_[topic].on_access(event.refused[topic]);
  }
  if (event.kind == Kind::kThrottled) recent_.on_broker_throttle(now.steady, event.seconds);
}

void Observer::tick(Now now) {
  if (brokers_answered_at_ == Instant{}) brokers_answered_at_ = now.steady;

  auto snapshot = std::make_shared<Snapshot>();
  snapshot->at_unix_seconds = unix_seconds(now.wall);
  const Credits& credits = pipeline_.credits();
  snapshot->in_flight_records = credits.records_in_use();
  snapshot->in_flight_records_limit = flow_.in_flight_records;
  snapshot->in_flight_adaptive_limit = credits.records_max();
  snapshot->in_flight_bytes = credits.bytes_in_use();
  snapshot->in_flight_bytes_limit = credits.bytes_max();
  snapshot->memory_bytes = memory_bytes_();
  snapshot->memory_bytes_limit = flow_.memory_limit;
  look_at_topics(*snapshot, now);
  const PipelineFigures& figures = pipeline_.figures();
  snapshot->writer_queue_records = pipeline_.writer_queues();
  snapshot->db_commit_ok_seconds = figures.db_commit_ok_seconds;
  snapshot->db_commit_error_seconds = figures.db_commit_error_seconds;
  snapshot->offset_commit_ok_seconds = offset_commit_ok_seconds_;
  snapshot->offset_commit_error_seconds = offset_commit_error_seconds_;
  snapshot->retries = figures.retries;
  snapshot->db_errors = figures.db_errors;
  snapshot->rebalances = rebalances_;
  snapshot->kafka_client_renewals = client_renewals_;
  snapshot->group_joined = group_joined_;
  snapshot->stopping = stopping_;
  find_bottleneck(*snapshot, now);
  remember(*snapshot, now);
  decide(*snapshot, now);
  sink_.publish(std::move(snapshot));
}

void Observer::end(Now now) {
  tick(now);
  decisions_.write_out();
}

void Observer::look_at_topics(Snapshot& snapshot, Now now) {
  std::uint64_t finished = 0;
  for (const TopicFigures& figures : pipeline_.figures().topics) finished += figures.finished();
  const bool is_full = pipeline_.is_sink_full() && !pipeline_.circuit().is_open();
  capacity_.sample(now.steady, static_cast<double>(finished), is_full);

  TickSight tick;
  if (last_tick_ != Instant{}) tick.elapsed_seconds = to_seconds(now.steady - last_tick_);
  tick.brokers_silent_seconds = brokers_silent_seconds(now);
  tick.is_assignment_lost = is_assignment_lost_;
  tick.rebalances = rebalances_;
  tick.is_sink_limit = capacity_.is_limit();
  for (std::size_t rank = 0; rank < kTopicClassCount; ++rank) {
    tick.held_reasons[rank] = protection_.held_reason(static_cast<TopicClass>(rank));
  }
  last_tick_ = now.steady;

  std::vector<TopicLoad> loads;
  for (TopicWatch& watch : watches_) {
    const TopicSnapshot& seen = snapshot.topics.emplace_back(watch.look(tick, now));
    loads.push_back({pipeline_.topic(static_cast<std::uint32_t>(loads.size())).topic_class,
                     static_cast<double>(seen.lag), seen.out_per_second});
  }
  const auto capacity = capacity_.per_second();
  for (std::size_t topic = 0; topic < watches_.size(); ++topic) {
    std::optional<double> share;
    if (capacity) share = share_of(topic, loads, *capacity);
    watches_[topic].judge_topic(snapshot.topics[topic], tick, share, now);
  }
  protect(snapshot, now);
}

void Observer::protect(const Snapshot& snapshot, Now now) {
  std::vector<TopicStanding> standings;
  standings.reserve(watches_.size());
  for (std::uint32_t topic = 0; topic < watches_.size(); ++topic) {
    standings.push_back({&pipeline_.topic(topic), watches_[topic].state(),
                         watches_[topic].is_at_risk(),
                         snapshot.topics[topic].retention_headroom_seconds});
  }
  for (const std::string& change : protection_.decide(standings, group_view_, now.steady)) {
    log_.write(Severity::kWarning, "state.protection", change);
  }
}

void Observer::remember(Snapshot& snapshot, Now now) {
  bool all_caught_up = true;
  for (std::uint32_t topic = 0; topic < watches_.size(); ++topic) {
    TopicSnapshot& seen = snapshot.topics[topic];
    const bool is_caught_up = watches_[topic].state() == FlowState::kSteady;
    all_caught_up = all_caught_up && is_caught_up;
    recent_.on_lanes(topic, pipeline_.lane_records(topic));
    recent_.on_topic(topic, now.steady, is_caught_up, seen.in_per_second);
    recent_.describe(topic, seen.recent);
  }
  if (look_at_threads_ != nullptr && now.steady >= next_look_at_threads_) {
    next_look_at_threads_ = now.steady + kThreadsInterval;
    recent_.on_threads(now.steady, look_at_threads_());
    if (const auto limit = look_at_limit_()) recent_.on_limit(*limit);
  }
  recent_.on_tick(now.steady, all_caught_up, pipeline_.circuit().is_open());
  snapshot.recent = recent_.figures(now.steady);
  snapshot.recent.brokers_silent_seconds = brokers_silent_seconds(now);
}

void Observer::find_bottleneck(Snapshot& snapshot, Now now) {
  const auto writers = static_cast<std::uint32_t>(snapshot.writer_queue_records.size());
  stage_shares_.sample(now.steady, stage_seconds_, writers);
  BottleneckSight sight;
  sight.shares = stage_shares_.shares();
  sight.is_sink_down = pipeline_.circuit().is_open();
  std::size_t partitions = 0;
  for (const TopicSnapshot& topic : snapshot.topics) {
    partitions += topic.partitions.size();
    sight.in_per_second += topic.in_per_second;
    if (topic.reading) sight.waiting += waiting_in_kafka(topic);
  }
  sight.is_source_silent = (partitions > 0 || is_assignment_lost_) &&
                           brokers_silent_seconds(now) > kBrokersSilentSeconds;
  const Bottleneck found = projector::find_bottleneck(sight);
  snapshot.stage_seconds = stage_seconds_;
  snapshot.bottleneck = name_of(found);
  snapshot.is_scale_out_useful = is_scale_out_useful(found, partitions);
}

double Observer::brokers_silent_seconds(Now now) const {
  return to_seconds(now.steady - brokers_answered_at_);
}

// The process shows the worst topic of the highest class.
void Observer::decide(Snapshot& snapshot, Now now) {
  snapshot.state = "steady";
  snapshot.reason = "all topics are caught up";
  for (const std::string_view wanted : {"critical", "normal", "optional"}) {
    for (const TopicSnapshot& topic : snapshot.topics) {
      if (topic.topic_class != wanted || !is_worse(topic.state, snapshot.state)) continue;
      snapshot.state = topic.state;
      snapshot.reason = topic.name + ": " + topic.reason;
    }
    if (snapshot.state != "steady") break;
  }
  decisions_.note(snapshot.state, snapshot.reason, now);
  snapshot.decisions = decisions_.decisions();
}

}  // namespace projector
