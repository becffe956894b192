#include "explainer.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "projector/telemetry/explanations.h"

namespace projector::app {
namespace {

std::map<std::string, std::vector<std::string>> tables_of(const config::Config& config) {
  std::map<std::string, std::vector<std::string>> tables;
  for (const TopicOptions& topic : config.topics) {
    std::vector<std::string>& of_topic = tables[topic.name];
    for (const std::string& projection : topic.projections) {
      const std::string& table = config.projections.at(projection).table;
      if (std::ranges::find(of_topic, table) == of_topic.end()) of_topic.push_back(table);
    }
  }
  return tables;
}

}  // namespace

Explainer::Explainer(const config::Config& config, const Health& health, const SinkWatch& watch)
    : health_(health), watch_(watch), tables_(tables_of(config)) {}

std::map<std::string, http::Handler> Explainer::handlers() const {
  return {{"/explain", [this](const http::Request& request) { return answer(request); }}};
}

http::Response Explainer::answer(const http::Request& request) const {
  const std::shared_ptr<const Snapshot> snapshot = health_.latest();
  const SinkSight sight = watch_.latest();
  const std::vector<std::string> waiting_for = health_.waiting_for();
  std::vector<Explanation> explanations;
  explanations.reserve(snapshot->topics.size());
  for (const TopicSnapshot& topic : snapshot->topics) {
    explanations.push_back(explain(*snapshot, topic, sight, tables_.at(topic.name)));
  }
  http::Response response;
  const auto format = request.queries.find("format");
  if (format != request.queries.end() && format->second == "json") {
    response.content_type = "application/json";
    response.body = telemetry::explanations_json(*snapshot, explanations, sight, waiting_for);
  } else if (format == request.queries.end() || format->second == "text") {
    response.body = telemetry::explanations_text(explanations, waiting_for);
  } else {
    response.status = 400;
    response.body = "format: text or json\n";
  }
  return response;
}

}  // namespace projector::app
