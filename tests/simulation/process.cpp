#include "process.h"

#include <numeric>
#include <string>

#include "harbor_projection.h"
#include "violation.h"

namespace projector::simulation {
namespace {

// The loop waits so long for the last commit of what leaves, and a step may be late.
constexpr auto kLastCommit = std::chrono::milliseconds(5'000);
constexpr auto kStepLate = std::chrono::milliseconds(600);

PipelineOptions pipeline_options(const ProcessParts& parts) {
  PipelineOptions options;
  options.flow = parts.scenario.flow;
  options.retry = parts.scenario.retry;
  options.writers = parts.scenario.writers;
  options.seed = parts.seed;
  return options;
}

std::uint64_t sum(const OutcomeCounts& outcomes) {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

}  // namespace

MapAction CountingMapper::map(const RecordView& record, Batch& batch, std::size_t bytes_max,
                              Rejection& rejection) {
  const MapAction action = mapper_.map(record, batch, bytes_max, rejection);
  const std::uint64_t handed_out = source_.handed_out(topic_class_);
  const bool is_again = handed_out == last_handed_out_;
  if (is_again && last_was_taken_) --taken_;
  last_handed_out_ = handed_out;
  last_was_taken_ = action == MapAction::kMapped || action == MapAction::kIgnored;
  if (last_was_taken_) ++taken_;
  return action;
}

Process::Process(const ProcessParts& parts)
    : parts_(parts),
      source_(std::make_shared<MemberSource>(MemberSourceParts{
          parts.agenda, parts.trace, parts.brokers, parts.target, parts.number, parts.seed,
          parts.scenario.runtime.revoke_drain + kLastCommit + kStepLate, parts.wake})),
      writers_(std::make_shared<MemberWriters>(
          MemberWritersParts{parts.agenda, parts.trace, parts.brokers, parts.server, parts.target,
                             parts.scenario.writers, parts.seed + 1, parts.wake})),
      letters_(std::make_shared<MemberLetters>(MemberLettersParts{
          parts.agenda, parts.trace, parts.brokers, parts.target, parts.seed + 2, parts.wake})),
      log_(parts.trace, parts.target),
      pipeline_(pipeline_options(parts), topics()),
      observer_(pipeline_, parts.scenario.flow, board_, log_, [] { return std::size_t{0}; }),
      loop_(parts.scenario.runtime,
            {*source_, *writers_, pipeline_, observer_, log_, plans(), letters_.get()},
            parts.is_mended || !parts.scenario.loss_stops) {
  writers_->watch(pipeline_.circuit());
  source_->subscribe();
}

bool Process::has_letters(std::size_t topic) const {
  const BadRecords policy = parts_.scenario.bad_records[topic];
  return policy == BadRecords::kLetters ||
         (parts_.is_mended && policy == BadRecords::kConfigurationMended);
}

std::vector<PipelineTopic> Process::topics() {
  std::vector<PipelineTopic> made;
  for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
    projections_.push_back(compile_topic(parts_.scenario, topic, has_letters(topic)));
  }
  for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
    TopicOptions options;
    options.name = name_of_topic(topic);
    options.topic_class = class_of(static_cast<std::uint32_t>(topic));
    options.freshness_budget = parts_.scenario.freshness_budget;
    if (topic == kExports) {
      options.overload = parts_.scenario.exports_overload;
      options.shed_older_than = parts_.scenario.shed_older_than;
    }
    if (has_letters(topic)) options.dead_letter_topic = options.name + ".dead";
    mappers_.push_back(std::make_unique<CountingMapper>(*projections_[topic].mapper, *source_,
                                                        options.topic_class));
    made.push_back({std::move(options), mappers_.back().get()});
  }
  return made;
}

std::vector<const WritePlans*> Process::plans() const {
  std::vector<const WritePlans*> plans;
  for (const Projection& projection : projections_) plans.push_back(&projection.plans);
  return plans;
}

void Process::tune(Random& random) {
  Tunables other{{parts_.scenario.flow, parts_.scenario.retry, {}}, parts_.scenario.runtime, [] {}};
  FlowOptions& flow = other.pipeline.flow;
  flow.in_flight_records = static_cast<std::uint32_t>(random.between(16, flow.in_flight_records));
  flow.in_flight_bytes = static_cast<std::size_t>(random.between(
                             64, static_cast<std::int64_t>(flow.in_flight_bytes >> 10)))
                         << 10;
  flow.poll_records = static_cast<std::uint32_t>(random.between(5, 100));
  flow.batch_rows = static_cast<std::uint32_t>(random.between(4, 60));
  flow.batch_bytes = static_cast<std::size_t>(random.between(8, 64)) << 10;
  other.pipeline.retry.first = random.pause(50, 300);
  other.runtime.commit_interval = random.pause(200, 2'000);
  other.runtime.revoke_drain = random.pause(500, other.runtime.revoke_drain.count());
  other.runtime.shutdown_drain = random.pause(1'000, other.runtime.shutdown_drain.count());
  loop_.request_tuning(std::move(other));
}

FlowState Process::state_of(std::size_t topic) const {
  if (board_.latest() == nullptr) return FlowState::kSteady;
  return flow_state_of(board_.latest()->topics[topic].state);
}

std::uint64_t Process::take_new_holds() {
  std::uint64_t holds = 0;
  for (std::size_t rank = 0; rank < kTopicClassCount; ++rank) {
    const auto topic_class = static_cast<TopicClass>(rank);
    const bool is_held = pipeline_.orders().is_held(topic_class);
    if (is_held && !orders_seen_.is_held(topic_class)) ++holds;
  }
  orders_seen_ = pipeline_.orders();
  return holds;
}

void Process::check() {
  const std::uint64_t shed =
      pipeline_.figures().topics[kExports].outcomes[index_of(Outcome::kShed)];
  parts_.brokers.count_shed(shed - shed_told_);
  shed_told_ = shed;
  const Credits& credits = pipeline_.credits();
  require(credits.records_in_use() <= parts_.scenario.flow.in_flight_records,
          "records in flight stay under their limit");
  require(credits.bytes_in_use() <= parts_.scenario.flow.in_flight_bytes,
          "bytes in flight stay under their limit");
  std::uint64_t in_flight = 0;
  for (std::uint32_t topic = 0; topic < kTopicCount; ++topic) {
    check_count(topic);
    for (const PartitionState& state : pipeline_.partitions().of(topic)) {
      in_flight += state.in_flight;
    }
  }
  require(in_flight == credits.records_in_use(), "each credit is held for a record");
  source_->check_revoke();
  check_replay();
}

// Records read = outcomes + in flight.
void Process::check_count(std::uint32_t topic) const {
  // What is shed is never mapped.
  const OutcomeCounts& outcomes = pipeline_.figures().topics[topic].outcomes;
  std::uint64_t accounted = sum(outcomes) - outcomes[index_of(Outcome::kShed)];
  for (const PartitionState& state : pipeline_.partitions().of(topic)) {
    accounted += state.in_flight;
  }
  const std::uint64_t read = mappers_[topic]->taken() + letters_->sent_unmapped(topic);
  require(accounted == read, "records read are those with an outcome and those in flight", [&] {
    return std::to_string(read) + " read, " + std::to_string(accounted) + " accounted for, topic " +
           std::to_string(topic);
  });
}

// Twice the in-flight limit, beside what a commit that is under way or due will store.
void Process::check_replay() const {
  std::uint64_t replay = 0;
  pipeline_.partitions().each_assigned([&](PartitionRef partition, const PartitionState& state) {
    const Log& log = parts_.brokers.log(partition);
    const std::size_t last = log.place_of(state.watermark.position());
    for (std::size_t i = log.place_of(state.watermark.next_applied()); i < last; ++i) {
      if (!log.records[i].is_lost) ++replay;
    }
  });
  require(replay <= 2 * std::uint64_t{parts_.scenario.flow.in_flight_records},
          "a kill makes no more read again than twice the in-flight limit");
}

void Process::check_rest() const {
  require(pipeline_.credits().records_in_use() == 0 && pipeline_.credits().bytes_in_use() == 0,
          "all credits are back when all is done");
  for (std::size_t rank = 0; rank < kTopicClassCount; ++rank) {
    const auto topic_class = static_cast<TopicClass>(rank);
    const bool is_read = !pipeline_.orders().is_held(topic_class);
    require(is_read && !pipeline_.orders().is_shedding(topic_class),
            "nothing is held or shed when all is done");
  }
  for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
    require(state_of(topic) == FlowState::kSteady, "all topics are steady when all is done",
            [&] { return board_.latest()->topics[topic].reason; });
  }
  pipeline_.partitions().each_assigned([&](PartitionRef, const PartitionState& state) {
    require(state.phase != PartitionPhase::kStopped, "no partition stands still when all is done",
            [&] { return state.reason; });
  });
}

}  // namespace projector::simulation
