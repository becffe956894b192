#include "projector/telemetry/explanations.h"

#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "json_number.h"
#include "utc_time.h"

namespace projector::telemetry {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNothingRead =
    "Nothing is read yet: the daemon waits for Kafka or PostgreSQL.\n";

Json time_or_null(double unix_seconds) {
  if (unix_seconds <= 0) return nullptr;
  const std::chrono::duration<double> since_epoch(unix_seconds);
  return utc_date_time(WallTime(std::chrono::round<std::chrono::milliseconds>(since_epoch)));
}

Json describe(const Explanation& explanation, const TopicSnapshot& topic) {
  return {{"name", explanation.topic},
          {"cause", name_of(explanation.cause)},
          {"sentence", explanation.sentence},
          {"advice", explanation.advice},
          {"state", topic.state},
          {"held", !topic.recent.held_reason.empty()},
          {"lag", topic.lag},
          {"oldest_age_s", topic.oldest_age_seconds},
          {"budget_s", topic.budget_seconds},
          {"in_rate", topic.in_per_second},
          {"usual_in_rate", number_or_null(topic.recent.usual_in_per_second)},
          {"out_rate", topic.out_per_second},
          {"fullest_writer_share", topic.recent.hot_lane_share}};
}

Json describe(const SinkBlocker& blocker) {
  return {{"pid", blocker.pid},
          {"application", blocker.application},
          {"user", blocker.user},
          {"state", blocker.state},
          {"transaction_s", blocker.transaction_seconds},
          {"table", blocker.table},
          {"waiting_s", blocker.waiting_seconds}};
}

Json describe(const SinkIndexBuild& build) {
  return {{"pid", build.pid},
          {"application", build.application},
          {"table", build.table},
          {"index", build.index},
          {"phase", build.phase},
          {"done_share", build.done_share < 0 ? Json(nullptr) : Json(build.done_share)}};
}

Json describe(const SinkSight& sight) {
  if (!sight.is_known) return nullptr;
  Json blockers = Json::array();
  for (const SinkBlocker& blocker : sight.blockers) blockers.push_back(describe(blocker));
  Json builds = Json::array();
  for (const SinkIndexBuild& build : sight.builds) builds.push_back(describe(build));
  Json waits = Json::array();
  for (const SinkWait& wait : sight.waits) {
    waits.push_back({{"event", wait.event}, {"sessions", wait.sessions}});
  }
  return {{"looked_at", time_or_null(sight.at_unix_seconds)},
          {"blockers", std::move(blockers)},
          {"index_builds", std::move(builds)},
          {"waits", std::move(waits)},
          {"not_seen", sight.not_seen}};
}

Json describe(const RecentFigures& recent) {
  return {{"commit_p50_s", number_or_null(recent.commit_p50_seconds)},
          {"commit_usual_s", number_or_null(recent.commit_usual_seconds)},
          {"commits", recent.commits},
          {"retries", recent.retries},
          {"lock_timeouts", recent.lock_timeouts},
          {"statement_timeouts", recent.statement_timeouts},
          {"rebalances", recent.rebalances},
          {"broker_pause_s", number_or_null(recent.broker_throttle_seconds)},
          {"busiest_thread",
           {{"name", recent.processor.thread},
            {"running", recent.processor.running},
            {"waiting", recent.processor.waiting}}},
          {"stopped_by_limit", recent.processor.stopped}};
}

}  // namespace

std::string explanations_text(std::span<const Explanation> explanations,
                              std::span<const std::string> waiting_for) {
  std::string text = explanations.empty() ? kNothingRead : "";
  for (const std::string& server : waiting_for) text.append(server).append("\n");
  for (const Explanation& explanation : explanations) {
    text.append(explanation.sentence).append(" ").append(explanation.advice).append("\n");
  }
  return text;
}

std::string explanations_json(const Snapshot& snapshot, std::span<const Explanation> explanations,
                              const SinkSight& sight, std::span<const std::string> waiting_for) {
  Json topics = Json::array();
  for (std::size_t topic = 0; topic < explanations.size(); ++topic) {
    topics.push_back(describe(explanations[topic], snapshot.topics[topic]));
  }
  const Json report = {{"at", time_or_null(snapshot.at_unix_seconds)},
                       {"state", snapshot.state},
                       {"topics", std::move(topics)},
                       {"waiting_for", std::vector(waiting_for.begin(), waiting_for.end())},
                       {"lately", describe(snapshot.recent)},
                       {"postgres", describe(sight)}};
  // Reasons carry texts of brokers and servers, which need not be UTF-8.
  return report.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace projector::telemetry
