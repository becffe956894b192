#include "projector/core/recent_history.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace projector {
namespace {

using std::chrono::seconds;

constexpr auto kWindow = seconds(5);
constexpr std::size_t kWrittenMax = 512;  // Within the window; a faster sink keeps the last ones.
// Twenty minutes: longer than a burst, short enough to learn a new normal.
constexpr auto kSampleEvery = seconds(2);
constexpr std::size_t kSamplesMax = 600;
constexpr auto kRebalancesWindow = seconds(60);
// A group waits for its slowest member no longer than max.poll.interval.ms, by default 5 minutes.
constexpr auto kRebalancingMax = seconds(300);
// A throttled client is told at each answer, at most some seconds apart.
constexpr auto kThrottleHolds = seconds(15);
// About 3 s at four ticks a second.
constexpr double kLaneWeight = 0.08;
// Fewer in flight say nothing about how they are spread.
constexpr double kLaneRecordsLeast = 20;

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

void UsualValue::sample(double value) {
  samples_.push_back(value);
  if (samples_.size() > kSamplesMax) samples_.pop_front();
}

std::optional<double> UsualValue::median() const {
  if (samples_.empty()) return std::nullopt;
  return median_of({samples_.begin(), samples_.end()});
}

void RecentHistory::on_sent(Instant now, std::uint32_t writer) {
  if (writer >= in_air_since_.size()) in_air_since_.resize(writer + 1);
  in_air_since_[writer] = now;
}

void RecentHistory::on_written(Instant now, std::uint32_t writer, const WriteResult& result,
                               double took) {
  if (writer < in_air_since_.size()) in_air_since_[writer] = Instant{};
  Written written{now,
                  took,
                  result.applied + result.stale + result.unmatched,
                  result.action,
                  result.sqlstate == "55P03",
                  result.sqlstate == "57014"};
  written_.push_back(written);
  if (written_.size() > kWrittenMax) written_.pop_front();
  if (result.action == WriteAction::kUnavailable) sink_trouble_ = result.reason;
}

// The first assignment is how it begins, no change of it.
void RecentHistory::on_assigned(Instant now) {
  if (std::exchange(has_joined_, true)) assigned_at_.push_back(now);
  rebalancing_since_ = Instant{};
}

void RecentHistory::on_revoked(Instant now) { rebalancing_since_ = now; }

void RecentHistory::on_broker_throttle(Instant now, double asked) {
  throttled_at_ = now;
  throttle_seconds_ = asked;
}

void RecentHistory::on_threads(Instant now, std::span<const ThreadTime> threads) {
  const double wall = to_seconds(now - threads_at_);
  const bool is_first = std::exchange(threads_at_, now) == Instant{};
  ProcessorUse most;
  std::map<std::string, ThreadTime> seen;
  for (const ThreadTime& thread : threads) {
    seen.emplace(thread.name, thread);
    const auto before = threads_.find(thread.name);
    if (is_first || wall <= 0 || before == threads_.end()) continue;
    const ProcessorUse use{thread.name,
                           (thread.running_seconds - before->second.running_seconds) / wall,
                           (thread.waiting_seconds - before->second.waiting_seconds) / wall};
    if (most.thread.empty() || use.wanted() > most.wanted()) most = use;
  }
  threads_ = std::move(seen);
  // Half of it is new: a moment of work is no lack of processors.
  const bool is_same = most.thread == processor_.thread;
  most.running = (most.running + (is_same ? processor_.running : 0)) / 2;
  most.waiting = (most.waiting + (is_same ? processor_.waiting : 0)) / 2;
  most.stopped = processor_.stopped;
  processor_ = std::move(most);
}

// Periods are counted while the process has something to do, so there may be none.
void RecentHistory::on_limit(const ProcessorLimit& limit) {
  const bool is_first = limit_.periods == 0;
  const ProcessorLimit before = std::exchange(limit_, limit);
  const double periods = limit.periods - before.periods;
  const double stopped = limit.stopped - before.stopped;
  if (is_first) return;
  processor_.stopped = (processor_.stopped + (periods > 0 ? stopped / periods : 0)) / 2;
}

void RecentHistory::on_lanes(std::uint32_t topic, std::span<const std::uint32_t> records) {
  std::vector<double>& lanes = history(topic).lanes;
  lanes.resize(records.size());
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
    lanes[lane] += kLaneWeight * (static_cast<double>(records[lane]) - lanes[lane]);
  }
}

void RecentHistory::on_topic(std::uint32_t topic, Instant now, bool is_caught_up,
                             double in_per_second) {
  TopicHistory& known = history(topic);
  if (!is_caught_up || now < known.next_sample) return;
  known.next_sample = now + kSampleEvery;
  known.in_per_second.sample(in_per_second);
}

void RecentHistory::on_tick(Instant now, bool all_caught_up, bool is_sink_down) {
  forget_old(now);
  if (!is_sink_down) {
    sink_down_since_ = Instant{};
  } else if (sink_down_since_ == Instant{}) {
    sink_down_since_ = now;
  }
  if (!all_caught_up || now < next_commit_sample_) return;
  RecentFigures lately;
  count_written(lately);
  if (!lately.commit_p50_seconds) return;
  next_commit_sample_ = now + kSampleEvery;
  commit_seconds_.sample(*lately.commit_p50_seconds);
}

void RecentHistory::forget_old(Instant now) {
  while (!written_.empty() && now - written_.front().at > kWindow) written_.pop_front();
  while (!assigned_at_.empty() && now - assigned_at_.front() > kRebalancesWindow) {
    assigned_at_.pop_front();
  }
}

void RecentHistory::count_written(RecentFigures& figures) const {
  std::vector<double> took;
  std::uint64_t records = 0;
  for (const Written& written : written_) {
    figures.lock_timeouts += written.hit_lock_timeout ? 1 : 0;
    figures.statement_timeouts += written.hit_statement_timeout ? 1 : 0;
    figures.retries += written.action == WriteAction::kRetryLater ? 1 : 0;
    if (written.action != WriteAction::kApplied) continue;
    took.push_back(written.seconds);
    records += written.records;
  }
  figures.commits = static_cast<std::uint32_t>(took.size());
  if (took.empty()) return;
  figures.records_per_commit = static_cast<double>(records) / static_cast<double>(took.size());
  figures.commit_p50_seconds = median_of(std::move(took));
}

RecentFigures RecentHistory::figures(Instant now) const {
  RecentFigures figures;
  count_written(figures);
  figures.commit_usual_seconds = commit_seconds_.median();
  for (const Instant since : in_air_since_) {
    if (since == Instant{}) continue;
    figures.in_air_seconds = std::max(figures.in_air_seconds, to_seconds(now - since));
  }
  if (sink_down_since_ != Instant{}) {
    figures.sink_down_seconds = to_seconds(now - sink_down_since_);
    figures.sink_trouble = sink_trouble_;
  }
  if (rebalancing_since_ != Instant{} && now - rebalancing_since_ < kRebalancingMax) {
    figures.rebalancing_seconds = to_seconds(now - rebalancing_since_);
  }
  figures.rebalances = static_cast<std::uint32_t>(assigned_at_.size());
  if (!assigned_at_.empty()) {
    figures.since_rebalance_seconds = to_seconds(now - assigned_at_.back());
  }
  if (throttle_seconds_ > 0 && now - throttled_at_ < kThrottleHolds) {
    figures.broker_throttle_seconds = throttle_seconds_;
  }
  figures.processor = processor_;
  return figures;
}

void RecentHistory::describe(std::uint32_t topic, TopicRecent& recent) const {
  if (topic >= topics_.size()) return;
  const TopicHistory& known = topics_[topic];
  recent.usual_in_per_second = known.in_per_second.median();
  recent.lanes = known.lanes.size();
  double sum = 0;
  double most = 0;
  for (const double records : known.lanes) {
    sum += records;
    most = std::max(most, records);
  }
  if (sum >= kLaneRecordsLeast) recent.hot_lane_share = most / sum;
}

RecentHistory::TopicHistory& RecentHistory::history(std::uint32_t topic) {
  if (topic >= topics_.size()) topics_.resize(topic + 1);
  return topics_[topic];
}

}  // namespace projector
