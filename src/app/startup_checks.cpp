#include "startup_checks.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "projector/kafka/property_check.h"
#include "projector/kafka/topic_check.h"
#include "projector/postgres/inspection.h"
#include "projector/postgres/url_check.h"

namespace projector::app {
namespace {

// Longer than a broker takes that is there, shorter than people wait.
constexpr auto kBrokersTimeout = std::chrono::seconds(3);

kafka::TopicUse use_of(const config::Config& config, const TopicOptions& topic) {
  kafka::TopicUse use{topic};
  for (const std::string& name : topic.projections) {
    const ProjectionOptions& projection = config.projections.at(name);
    use.erases |= projection.tombstone.has_value();
    use.updates |=
        std::any_of(projection.entries.begin(), projection.entries.end(),
                    [](const EntryOptions& entry) { return entry.kind == ChangeKind::kUpdate; });
  }
  return use;
}

kafka::TopicReport ask_brokers(const config::Config& config) {
  std::vector<kafka::TopicUse> uses;
  uses.reserve(config.topics.size());
  for (const TopicOptions& topic : config.topics) uses.push_back(use_of(config, topic));
  return kafka::check_topics(config.kafka, uses, config.flow.record_bytes, kBrokersTimeout);
}

// Each table once, however many projections write it.
std::vector<postgres::WantedTable> wanted_tables(const config::Config& config) {
  std::vector<postgres::WantedTable> wanted;
  std::set<std::string> names;
  for (const TopicOptions& topic : config.topics) {
    for (const std::string& name : topic.projections) {
      const std::string& table = config.projections.at(name).table;
      if (names.insert(table).second) wanted.push_back({table, "projections." + name + ".table"});
    }
  }
  return wanted;
}

// Without those whose table is not there: what is wrong with the others is said all the same.
std::vector<ProjectionTarget> targets_of(const config::Config& config, const TopicOptions& topic,
                                         const postgres::Inspection& inspection) {
  std::vector<ProjectionTarget> targets;
  targets.reserve(topic.projections.size());
  for (const std::string& name : topic.projections) {
    const ProjectionOptions& options = config.projections.at(name);
    const auto table = inspection.tables.find(options.table);
    if (table != inspection.tables.end()) targets.push_back({&options, &table->second});
  }
  return targets;
}

void compile_all(const config::Config& config, const postgres::Inspection& inspection,
                 StartupChecks& checks) {
  for (const TopicOptions& topic : config.topics) {
    const std::vector<ProjectionTarget> targets = targets_of(config, topic, inspection);
    if (targets.empty()) continue;
    try {
      checks.projections.push_back(compile_projection(
          targets,
          {topic.name, config.flow.record_bytes, topic.format, !topic.dead_letter_topic.empty()}));
    } catch (const StartupFindings& wrong) {
      std::copy(wrong.findings().begin(), wrong.findings().end(),
                std::back_inserter(checks.findings));
    }
  }
}

// Topics that share a projection say the same of it.
void keep_each_once(std::vector<StartupFinding>& findings) {
  std::set<std::pair<std::string, std::string>> seen;
  std::erase_if(findings, [&seen](const StartupFinding& finding) {
    return !seen.emplace(finding.place, finding.message).second;
  });
}

void place(const config::Config& config, std::vector<StartupFinding>& findings) {
  for (StartupFinding& finding : findings) {
    if (finding.place.empty()) finding.place = config::place_of(config, finding.option);
  }
}

}  // namespace

std::vector<StartupFinding> check_offline(const config::Config& config) {
  std::vector<StartupFinding> findings = kafka::check_properties(config.kafka);
  for (StartupFinding& finding : postgres::check_url(config.postgres)) {
    findings.push_back(std::move(finding));
  }
  place(config, findings);
  return findings;
}

StartupChecks check_servers(const config::Config& config) {
  auto brokers = std::async(std::launch::async, [&config] { return ask_brokers(config); });
  const postgres::Inspection inspection = postgres::inspect(config.postgres, wanted_tables(config));
  StartupChecks checks;
  checks.findings = inspection.findings;
  checks.has_status_table = inspection.has_status_table;
  compile_all(config, inspection, checks);
  kafka::TopicReport topics = brokers.get();
  checks.kafka_client = std::move(topics.client);
  for (StartupFinding& finding : topics.findings) checks.findings.push_back(std::move(finding));
  place(config, checks.findings);
  keep_each_once(checks.findings);
  if (has_error(checks.findings)) checks.projections.clear();
  return checks;
}

std::vector<config::Finding> located(const std::vector<StartupFinding>& findings) {
  // In the order of the file, and within one place in their own.
  std::multimap<std::pair<std::size_t, std::size_t>, config::Finding> by_place;
  for (const StartupFinding& finding : findings) {
    config::Finding at = config::at_place(
        finding.place, {finding.severity, 0, 0, finding.message, finding.remedy, {}});
    const std::pair<std::size_t, std::size_t> place{at.line, at.column};
    by_place.emplace(place, std::move(at));
  }
  std::vector<config::Finding> all;
  all.reserve(by_place.size());
  for (auto& [place, finding] : by_place) all.push_back(std::move(finding));
  return all;
}

}  // namespace projector::app
