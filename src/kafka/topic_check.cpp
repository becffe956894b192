#include "projector/kafka/topic_check.h"

#include <set>
#include <string>
#include <utility>

#include "projector/kafka/property_check.h"

#include "client_config.h"
#include "topic_facts.h"
#include "topic_findings.h"

namespace projector::kafka {
namespace {

std::vector<std::string> names_of(const std::vector<TopicUse>& topics) {
  std::set<std::string> names;
  for (const TopicUse& use : topics) {
    names.insert(use.options.name);
    if (!use.options.dead_letter_topic.empty()) names.insert(use.options.dead_letter_topic);
  }
  return {names.begin(), names.end()};
}

}  // namespace

TopicReport check_topics(const Options& options, const std::vector<TopicUse>& topics,
                         std::size_t record_bytes_max, std::chrono::milliseconds timeout) {
  if (auto refused = check_properties(options); !refused.empty()) {
    return {std::move(refused), nullptr};
  }
  try {
    const std::shared_ptr<rd_kafka_t> client = make_observer(options);
    const ClusterFacts cluster = ask_for(client.get(), names_of(topics), timeout);
    if (!cluster.unreachable.empty()) {
      return {{unreachable(options, cluster)}, client};
    }
    return {findings_of(cluster, topics, record_bytes_max), client};
  } catch (const StartupError& refused) {
    StartupFinding finding;
    finding.option = "kafka.properties";
    finding.message = refused.what();
    finding.remedy = "correct it; librdkafka's own list says what it takes";
    return {{std::move(finding)}, nullptr};
  }
}

}  // namespace projector::kafka
