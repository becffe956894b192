#include "projector/core/stages.h"

#include <algorithm>
#include <chrono>

namespace projector {
namespace {

// As long as rates look back: a burst shows, a single slow batch does not.
constexpr auto kWindow = std::chrono::seconds(5);
// Some hundred records tell how the work is divided, and follow when others come.
constexpr double kSampleDecay = 0.99;

}  // namespace

void StageClock::begin(Instant now) {
  const Instant before = began_;
  began_ = now;
  if (before == Instant{}) return;
  const double elapsed = std::max(to_seconds(now - before), taking_seconds_ + mapping_seconds_);

  StageSeconds& intake = of(Stage::kIntake);
  StageSeconds& decode = of(Stage::kDecode);
  const double rest = elapsed - taking_seconds_ - mapping_seconds_;
  intake.busy += taking_seconds_;
  intake.blocked += mapping_seconds_;  // One thread does both.
  decode.busy += mapping_seconds_;
  decode.idle += taking_seconds_;
  (sight_.has_no_room ? intake.blocked : intake.idle) += rest;
  (sight_.has_no_room ? decode.blocked : decode.idle) += rest;
  taking_seconds_ = 0;
  mapping_seconds_ = 0;

  StageSeconds& write = of(Stage::kWrite);
  const double free = elapsed * (sight_.writers - sight_.writers_busy);
  write.busy += elapsed * sight_.writers_busy;
  (sight_.is_writing_put_off ? write.blocked : write.idle) += free;

  StageSeconds& commit = of(Stage::kCommit);
  double& committing = sight_.is_commit_due ? commit.blocked : commit.busy;
  (sight_.is_committing ? committing : commit.idle) += elapsed;
}

void StageClock::on_read(Duration all, Duration taking, Duration mapping) {
  if (mapping == Duration{}) {  // There was nothing to be mapped.
    taking_seconds_ += to_seconds(all);
    return;
  }
  taking_sampled_ = kSampleDecay * taking_sampled_ + to_seconds(taking);
  mapping_sampled_ = kSampleDecay * mapping_sampled_ + to_seconds(mapping);
  const double sampled = taking_sampled_ + mapping_sampled_;
  const double share = sampled > 0 ? taking_sampled_ / sampled : 1;
  taking_seconds_ += to_seconds(all) * share;
  mapping_seconds_ += to_seconds(all) * (1 - share);
}

void StageShares::sample(Instant now, const StageTotals& totals, std::uint32_t writers) {
  samples_.push_back({now, totals});
  while (samples_.size() > 2 && now - samples_[1].at >= kWindow) samples_.pop_front();
  const double elapsed = to_seconds(now - samples_.front().at);
  if (elapsed <= 0) return;
  for (std::size_t stage = 0; stage < kStageCount; ++stage) {
    const StageSeconds& first = samples_.front().totals[stage];
    const StageSeconds& last = totals[stage];
    const double all =
        stage == static_cast<std::size_t>(Stage::kWrite) ? elapsed * writers : elapsed;
    shares_[stage] = {(last.busy - first.busy) / all, (last.blocked - first.blocked) / all,
                      (last.idle - first.idle) / all};
  }
}

}  // namespace projector
