// Watches what RecentFigures tell: a window of the last seconds, and medians of what is usual.
//
// Thread: one owner. Costs a few numbers for each batch, and nothing for a record.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/recent_figures.h"
#include "projector/core/write_result.h"

namespace projector {

// Of one thread since its start.
struct ThreadTime {
  std::string name;
  double running_seconds = 0;
  double waiting_seconds = 0;
};

// Of the process since its start: periods of a limit of processor time (tenths of a second, by
// default), and those in which the limit was reached.
struct ProcessorLimit {
  double periods = 0;
  double stopped = 0;
};

// The median of samples taken at least some seconds apart, over the last many of them.
class UsualValue {
 public:
  void sample(double value);
  std::optional<double> median() const;

 private:
  std::deque<double> samples_;
};

class RecentHistory {
 public:
  // A batch went to a writer, and came back.
  void on_sent(Instant now, std::uint32_t writer);
  void on_written(Instant now, std::uint32_t writer, const WriteResult& result, double seconds);
  void on_assigned(Instant now);
  void on_revoked(Instant now);
  // A broker asks us to pause for so long; 0: no more.
  void on_broker_throttle(Instant now, double seconds);
  // All threads, about once a second.
  void on_threads(Instant now, std::span<const ThreadTime> threads);
  // As often, where there is a limit.
  void on_limit(const ProcessorLimit& limit);
  // Records in each lane of a topic, once a tick.
  void on_lanes(std::uint32_t topic, std::span<const std::uint32_t> records);
  // Once a tick for each topic, and then for all together: what is usual is learned from moments
  // in which all was well.
  void on_topic(std::uint32_t topic, Instant now, bool is_caught_up, double in_per_second);
  void on_tick(Instant now, bool all_caught_up, bool is_sink_down);

  RecentFigures figures(Instant now) const;
  // Fills in what is known here of a topic.
  void describe(std::uint32_t topic, TopicRecent& recent) const;

 private:
  struct Written {
    Instant at;
    double seconds = 0;
    std::uint32_t records = 0;
    WriteAction action = WriteAction::kApplied;
    bool hit_lock_timeout = false;
    bool hit_statement_timeout = false;
  };
  struct TopicHistory {
    UsualValue in_per_second;
    Instant next_sample{};
    std::vector<double> lanes;  // Smoothed.
  };

  void forget_old(Instant now);
  void count_written(RecentFigures& figures) const;
  TopicHistory& history(std::uint32_t topic);

  std::vector<Instant> in_air_since_;  // By writer; unset: it has none.
  std::deque<Written> written_;
  UsualValue commit_seconds_;
  Instant next_commit_sample_{};
  std::vector<TopicHistory> topics_;
  Instant sink_down_since_{};  // Unset: it is not.
  std::string sink_trouble_;
  bool has_joined_ = false;
  std::deque<Instant> assigned_at_;
  Instant rebalancing_since_{};  // Unset: it is not.
  Instant throttled_at_{};
  double throttle_seconds_ = 0;
  std::map<std::string, ThreadTime> threads_;
  Instant threads_at_{};
  ProcessorUse processor_;
  ProcessorLimit limit_;
};

}  // namespace projector
