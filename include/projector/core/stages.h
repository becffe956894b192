// Where time goes, stage by stage: each second of a stage is busy, blocked or idle.
//
//   intake --> decode --> write (N writers)        commit, beside them
//   '--- consumer thread ---'
//
// What stands before a slow stage is blocked, what stands behind it is idle: the stage that is busy
// while those before it are blocked is the bottleneck. The clock is read by whoever does the work,
// twice a step and for one record of it, never for each record; the rest is known from step to
// step.
//
// Thread: one owner.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

#include "projector/base/time.h"

namespace projector {

enum class Stage : std::uint8_t { kIntake, kDecode, kWrite, kCommit };

inline constexpr std::size_t kStageCount = 4;
inline constexpr std::array<std::string_view, kStageCount> kStageNames = {"intake", "decode",
                                                                          "write", "commit"};

struct StageSeconds {
  double busy = 0;
  double blocked = 0;
  double idle = 0;
};

// By stage. Of `write` the sum over the writers.
using StageTotals = std::array<StageSeconds, kStageCount>;

// What holds from the end of a step to the end of the next one.
struct StageSight {
  bool has_no_room = false;  // No credit is free, or a record in hand has no room for its bytes.
  std::uint32_t writers = 0;
  std::uint32_t writers_busy = 0;
  bool is_writing_put_off = false;  // Batches wait for a pause to end, or for the sink to be back.
  bool is_committing = false;
  bool is_commit_due = false;  // The next one waits for the one on its way.
};

class StageClock {
 public:
  // A step begins: what was last seen held until now.
  void begin(Instant now);
  // The reading in this step took `all`; of one record, taking it `taking` and mapping it
  // `mapping`.
  void on_read(Duration all, Duration taking, Duration mapping);
  void end(const StageSight& sight) { sight_ = sight; }

  const StageTotals& totals() const { return totals_; }

 private:
  StageSeconds& of(Stage stage) { return totals_[static_cast<std::size_t>(stage)]; }

  StageTotals totals_{};
  StageSight sight_;
  Instant began_{};
  double taking_seconds_ = 0;   // In this step.
  double mapping_seconds_ = 0;  // Likewise.
  double taking_sampled_ = 0;   // Of single records, old ones counting less.
  double mapping_sampled_ = 0;
};

// The share of each state over the last seconds; of `write` the mean of the writers.
class StageShares {
 public:
  // Takes a sample of totals; `writers` > 0.
  void sample(Instant now, const StageTotals& totals, std::uint32_t writers);
  const StageTotals& shares() const { return shares_; }

 private:
  struct Sample {
    Instant at;
    StageTotals totals;
  };
  std::deque<Sample> samples_;
  StageTotals shares_{};
};

}  // namespace projector
