// The last 15 minutes of a few figures, for the page's charts: whoever opens it during an incident
// sees how it came to it, also where nobody scrapes metrics.
//
//   a point every 5 s:  | 09:00:00 | 09:00:05 | 09:00:10 | ... 181 in all, the oldest goes first
//
// Bounded: 181 x (64 + 16 bytes a topic), 350 KB with 100 topics. Rates are records a second, times
// seconds, lag and credits records. Single precision: charts show no more digits.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projector/base/mutex.h"
#include "projector/core/histogram.h"
#include "projector/core/snapshot.h"
#include "projector/runtime/ports.h"

namespace projector::telemetry {

// Of one topic, or of all together: then sums, and the greatest age.
struct HistoryFlow {
  float in_per_second = 0;
  float out_per_second = 0;
  float lag_records = 0;
  float oldest_age_seconds = 0;
};

struct HistoryPoint {
  double at_unix_seconds = 0;
  std::uint32_t credits_in_use = 0;
  std::uint32_t credits_limit = 0;
  // Of batches around this time; none where none was committed.
  std::optional<float> commit_p50_seconds;
  std::optional<float> commit_p99_seconds;
  HistoryFlow flow;
};

// Thread: publish() from the consumer's, points() from any.
class History : public SnapshotSink {
 public:
  static constexpr std::chrono::seconds kStep{5};
  static constexpr std::chrono::minutes kSpan{15};
  static constexpr std::size_t kPointsMax = kSpan / kStep + 1;  // Both ends count.

  // Keeps the first snapshot of each step. Where the clock was put back, what it now says is still
  // to come is forgotten.
  void publish(std::shared_ptr<const Snapshot> snapshot) override;

  // Oldest first. An empty name: of all topics together. nullopt: there is no such topic.
  std::optional<std::vector<HistoryPoint>> points(std::string_view topic) const;

 private:
  struct Sample {
    HistoryPoint point;  // Its flow is that of all topics.
    std::vector<HistoryFlow> topics;
  };

  void read_commits(const Histogram& commits, HistoryPoint& point);

  // Owned by the consumer's thread.
  Histogram commits_before_{{}};  // As counted at the sample before.

  // Guarded by mutex_.
  mutable Mutex mutex_;
  std::vector<std::string> names_ PROJECTOR_GUARDED_BY(mutex_);  // By topic.
  std::deque<Sample> samples_ PROJECTOR_GUARDED_BY(mutex_);
};

// `/history.json`: a column of numbers a figure, so that it stays small; null where there is none.
std::string render_history(const std::vector<HistoryPoint>& points);

}  // namespace projector::telemetry
