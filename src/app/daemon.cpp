#include "daemon.h"

#include <random>
#include <string>
#include <utility>

#include <pthread.h>

#include "projector/kafka/dead_letter_sink.h"
#include "projector/kafka/log_lookup.h"
#include "projector/kafka/record_source.h"
#include "projector/postgres/status_table.h"

#include "process.h"
#include "processor_limit.h"
#include "thread_times.h"

namespace projector::app {
namespace {

std::vector<std::unique_ptr<RowSink>> make_sinks(
    const postgres::Options& options,
    const std::shared_ptr<const postgres::TimeoutBoard>& timeouts) {
  std::vector<std::unique_ptr<RowSink>> sinks;
  sinks.reserve(options.writers);
  for (std::uint32_t writer = 0; writer < options.writers; ++writer) {
    sinks.push_back(postgres::make_row_sink(
        options, "manifest-projector writer " + std::to_string(writer), timeouts));
  }
  return sinks;
}

PipelineOptions pipeline_options(const config::Config& config) {
  return {config.flow, config.retry, config.postgres.writers, std::random_device{}()};
}

PipelineTunables pipeline_tunables(const config::Config& config) {
  PipelineTunables tunables{config.flow, config.retry, {}};
  for (const TopicOptions& topic : config.topics) {
    tunables.freshness_budgets.emplace(topic.name, topic.freshness_budget);
    tunables.retention_reserves.emplace(topic.name, topic.retention_reserve);
  }
  return tunables;
}

std::vector<PipelineTopic> pipeline_topics(const config::Config& config,
                                           const std::vector<Projection>& projections) {
  std::vector<PipelineTopic> topics;
  topics.reserve(config.topics.size());
  for (std::size_t topic = 0; topic < config.topics.size(); ++topic) {
    topics.push_back({config.topics[topic], projections[topic].mapper.get()});
  }
  return topics;
}

std::vector<const WritePlans*> plans_of(const std::vector<Projection>& projections) {
  std::vector<const WritePlans*> plans;
  plans.reserve(projections.size());
  for (const Projection& projection : projections) plans.push_back(&projection.plans);
  return plans;
}

std::vector<GroupTopic> group_topics(const config::Config& config) {
  std::vector<GroupTopic> topics;
  topics.reserve(config.topics.size());
  for (const TopicOptions& topic : config.topics) topics.push_back({topic.name, topic.topic_class});
  return topics;
}

// A static member keeps its name over a restart. The others get a number of chance, because several
// may run on one host.
std::string owner_of(const config::Config& config) {
  if (!config.kafka.instance_id.empty()) return config.kafka.instance_id;
  return host_name() + "-" + std::to_string(std::random_device{}());
}

}  // namespace

Daemon::Daemon(const config::Config& config, Prepared prepared, Health& health, AdmissionDesk& desk,
               EventLog& log)
    : projections_(std::move(prepared.projections)),
      source_(kafka::make_record_source(config.kafka, config.topics, config.flow.prefetch_bytes)),
      lookup_(kafka::make_log_lookup(config.kafka, config.topics,
                                     [source = source_.get()] { source->wake(); })),
      letters_(kafka::make_dead_letter_sink(config.kafka, config.topics,
                                            [source = source_.get()] { source->wake(); })),
      timeouts_(std::make_shared<postgres::TimeoutBoard>(config.postgres)),
      desk_(desk),
      pipeline_(pipeline_options(config), pipeline_topics(config, projections_)),
      writers_(make_sinks(config.postgres, timeouts_),
               [source = source_.get()] { source->wake(); }),
      status_(postgres::make_status_table(config.postgres, config.kafka.group, owner_of(config)),
              group_topics(config), prepared.has_status_table, log,
              [this](const GroupView& view) {
                loop_.on_group_view(view);
                desk_.on_group_view(view);
              }),
      snapshots_(health, desk, status_),
      observer_(pipeline_, config.flow, snapshots_, log, &resident_bytes),
      loop_(config.runtime,
            {*source_, writers_, pipeline_, observer_, log, plans_of(projections_), letters_.get(),
             lookup_.get(), &std::chrono::steady_clock::now},
            config.kafka.offset_lost == kafka::OffsetLostPolicy::kEarliest) {
  observer_.watch_processor(&thread_times, &own_processor_limit);
}

Daemon::~Daemon() {
  status_.end();
  if (consumer_.joinable()) consumer_.join();
}

void Daemon::Snapshots::publish(std::shared_ptr<const Snapshot> snapshot) {
  status_.publish(snapshot);
  desk_.publish(snapshot);
  health_.publish(std::move(snapshot));
}

void Daemon::start(void (*when_ended)()) {
  status_.start();
  consumer_ = std::thread([this, when_ended] {
    pthread_setname_np(pthread_self(), "consumer");
    exit_code_ = loop_.run();
    when_ended();
  });
}

void Daemon::request_tuning(const config::Config& config, std::function<void()> when_taken) {
  loop_.request_tuning({pipeline_tunables(config), config.runtime,
                        [this, options = config.postgres, admission = config.admission,
                         taken = std::move(when_taken)] {
                          timeouts_->set(options);
                          desk_.tune(admission);
                          taken();
                        }});
}

ExitCode Daemon::join() {
  consumer_.join();
  return exit_code_;
}

}  // namespace projector::app
