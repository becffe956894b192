#include "projector/telemetry/history.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace projector::telemetry {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t step_of(double unix_seconds) {
  return static_cast<std::int64_t>(std::floor(unix_seconds)) / History::kStep.count();
}

HistoryFlow flow_of(const TopicSnapshot& topic) {
  return {static_cast<float>(topic.in_per_second), static_cast<float>(topic.out_per_second),
          static_cast<float>(topic.lag), static_cast<float>(topic.oldest_age_seconds)};
}

void add(HistoryFlow& sum, const HistoryFlow& flow) {
  sum.in_per_second += flow.in_per_second;
  sum.out_per_second += flow.out_per_second;
  sum.lag_records += flow.lag_records;
  sum.oldest_age_seconds = std::max(sum.oldest_age_seconds, flow.oldest_age_seconds);
}

// The bound below which that share of what was observed between the two lies. Of the last bucket,
// which has none, the greatest bound there is.
std::optional<float> quantile_between(const Histogram& before, const Histogram& after,
                                      double share) {
  const bool is_comparable = before.bounds() == after.bounds();
  const std::uint64_t count = after.count() - (is_comparable ? before.count() : 0);
  if (count == 0 || after.bounds().empty()) return std::nullopt;
  const double wanted = share * static_cast<double>(count);
  double seen = 0;
  for (std::size_t bucket = 0; bucket < after.bounds().size(); ++bucket) {
    seen +=
        static_cast<double>(after.counts()[bucket] - (is_comparable ? before.counts()[bucket] : 0));
    if (seen >= wanted) return static_cast<float>(after.bounds()[bucket]);
  }
  return static_cast<float>(after.bounds().back());
}

// Four digits: a screen shows no more of a chart, and a second's answer stays small.
Json shown(float number) {
  if (!std::isfinite(number)) return nullptr;
  if (number == 0) return 0;
  const double magnitude = std::pow(10.0, 3 - std::floor(std::log10(std::abs(number))));
  const double rounded = std::round(number * magnitude) / magnitude;
  if (rounded == std::floor(rounded)) return static_cast<std::int64_t>(rounded);
  return rounded;
}

Json shown(const std::optional<float>& number) { return number ? shown(*number) : Json(nullptr); }

}  // namespace

void History::publish(std::shared_ptr<const Snapshot> snapshot) {
  const double at = snapshot->at_unix_seconds;
  {
    const MutexLock lock(mutex_);
    while (!samples_.empty() && samples_.back().point.at_unix_seconds > at) samples_.pop_back();
    if (!samples_.empty() && step_of(samples_.back().point.at_unix_seconds) == step_of(at)) return;
  }
  Sample sample;
  sample.point.at_unix_seconds = at;
  sample.point.credits_in_use = snapshot->in_flight_records;
  sample.point.credits_limit = snapshot->in_flight_adaptive_limit;
  sample.point.commit_p50_seconds = snapshot->recent.commit_p50_seconds;
  read_commits(snapshot->db_commit_ok_seconds, sample.point);
  std::vector<std::string> names;
  for (const TopicSnapshot& topic : snapshot->topics) {
    names.push_back(topic.name);
    sample.topics.push_back(flow_of(topic));
    add(sample.point.flow, sample.topics.back());
  }

  const MutexLock lock(mutex_);
  // Topics are those of the configuration, which only a restart changes.
  if (names != names_) samples_.clear();
  names_ = std::move(names);
  samples_.push_back(std::move(sample));
  if (samples_.size() > kPointsMax) samples_.pop_front();
}

void History::read_commits(const Histogram& commits, HistoryPoint& point) {
  point.commit_p99_seconds = quantile_between(commits_before_, commits, 0.99);
  // The median is exact and the other a bound of a bucket: never below it.
  if (point.commit_p99_seconds && point.commit_p50_seconds) {
    point.commit_p99_seconds = std::max(*point.commit_p99_seconds, *point.commit_p50_seconds);
  }
  commits_before_ = commits;
}

std::optional<std::vector<HistoryPoint>> History::points(std::string_view topic) const {
  const MutexLock lock(mutex_);
  const auto found = std::ranges::find(names_, topic);
  if (!topic.empty() && found == names_.end()) return std::nullopt;
  const auto index = static_cast<std::size_t>(found - names_.begin());
  std::vector<HistoryPoint> points;
  points.reserve(samples_.size());
  for (const Sample& sample : samples_) {
    points.push_back(sample.point);
    if (!topic.empty()) points.back().flow = sample.topics[index];
  }
  return points;
}

std::string render_history(const std::vector<HistoryPoint>& points) {
  Json columns = {{"step_s", History::kStep.count()},
                  {"span_s", std::chrono::seconds(History::kSpan).count()}};
  for (const char* name : {"at", "in_rate", "out_rate", "lag", "oldest_age_s", "credits_in_use",
                           "credits_limit", "commit_p50_s", "commit_p99_s"}) {
    columns[name] = Json::array();
  }
  for (const HistoryPoint& point : points) {
    columns["at"].push_back(std::llround(point.at_unix_seconds));
    columns["in_rate"].push_back(shown(point.flow.in_per_second));
    columns["out_rate"].push_back(shown(point.flow.out_per_second));
    columns["lag"].push_back(shown(point.flow.lag_records));
    columns["oldest_age_s"].push_back(shown(point.flow.oldest_age_seconds));
    columns["credits_in_use"].push_back(point.credits_in_use);
    columns["credits_limit"].push_back(point.credits_limit);
    columns["commit_p50_s"].push_back(shown(point.commit_p50_seconds));
    columns["commit_p99_s"].push_back(shown(point.commit_p99_seconds));
  }
  return columns.dump() + "\n";
}

}  // namespace projector::telemetry
