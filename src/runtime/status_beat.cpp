#include "projector/runtime/status_beat.h"

#include <span>
#include <utility>

namespace projector {
namespace {

using Kind = StatusAnswer::Kind;

constexpr std::chrono::milliseconds kInterval{1'000};
// After a claim until the next snapshot is there: the consumer ticks four times a second.
constexpr std::chrono::milliseconds kClaimPause{300};
// A table that is not there is looked for so often: it may be made, or a right be given.
constexpr std::chrono::milliseconds kMissingPause{30'000};
// A generation that no claim reaches is not ours to take back: once a minute is often enough to
// try.
constexpr auto kTakingBackPause = std::chrono::minutes(1);
// A few beats may be late before it is worth a line.
constexpr auto kLate = std::chrono::seconds(10);

}  // namespace

StatusBeat::Done StatusBeat::beat(const StatusSight& sight, Instant now) {
  Done done;
  done.pause = kInterval;
  const bool is_silent = now - sight.at > kStatusAgeMax;
  if (sight.snapshot->group_joined && !is_silent) {
    if (claim_ && claim_->rebalances == sight.snapshot->rebalances) {
      write(*claim_, sight, now, done);
    } else {
      claim(sight, now, done);
    }
  }
  if (now - viewed_at_ > kStatusAgeMax) view_ = GroupView{};
  done.view = view_;
  return done;
}

void StatusBeat::claim(const StatusSight& sight, Instant now, Done& done) {
  claim_.reset();
  const StatusAnswer answer = table_.claim();
  if (answer.kind != Kind::kDone) return on_failure(answer, now, done);
  claim_ = Claim{answer.generation, sight.snapshot->rebalances};
  done.pause = kClaimPause;
}

// What it saw before it had the generation may be another's already: until it looked again, it says
// that it is there, no more.
std::vector<StatusRow> StatusBeat::rows_of(Claim& claim, const StatusSight& sight, Instant now,
                                           Done& done) {
  const Instant known_at = claim.known_at.value_or(now);
  claim.known_at = known_at;
  if (sight.at > known_at) return status_rows(*sight.snapshot);
  done.pause = kClaimPause;
  return {};
}

void StatusBeat::write(Claim& claim, const StatusSight& sight, Instant now, Done& done) {
  const std::vector<StatusRow> rows = rows_of(claim, sight, now, done);
  const StatusAnswer answer = table_.write(claim.generation, rows);
  if (answer.kind != Kind::kDone) return on_failure(answer, now, done);
  take(answer, now, done);
  if (!rows.empty()) take_refusal(answer, now, done);
}

void StatusBeat::take(const StatusAnswer& answer, Instant now, Done& done) {
  failing_since_.reset();
  if (!is_there_ || is_late_told_) {
    done.lines.push_back({Severity::kInfo, "status.written", "projector_status is being written"});
  }
  is_there_ = true;
  is_late_told_ = false;
  view_ = group_view_of(answer, topics_);
  viewed_at_ = now;
}

// Whoever has these rows and is silent is gone, without having had the partitions for long: a newer
// claim takes them back.
void StatusBeat::take_refusal(const StatusAnswer& answer, Instant now, Done& done) {
  tell_refused(answer.refused, done);
  if (answer.refused_silently == 0 || now < next_taking_back_) return;
  next_taking_back_ = now + kTakingBackPause;
  claim_.reset();
}

void StatusBeat::tell_refused(std::uint32_t refused, Done& done) {
  if (refused > 0 && !is_refusal_told_) {
    done.lines.push_back({Severity::kWarning, "status.refused",
                          std::to_string(refused) +
                              " rows of projector_status have a newer owner; what this member says "
                              "of these partitions is not taken"});
  }
  is_refusal_told_ = refused > 0;
}

void StatusBeat::on_failure(const StatusAnswer& answer, Instant now, Done& done) {
  claim_.reset();  // The session may be another one by the next beat, or the server.
  if (answer.kind == Kind::kMissing) {
    if (is_there_) {
      done.lines.push_back({Severity::kWarning, "status.missing",
                            answer.reason + "; going on without projector_status: readers cannot "
                                            "ask how fresh rows are, and members do not learn of "
                                            "each other"});
    }
    is_there_ = false;
    view_ = GroupView{};
    done.pause = kMissingPause;
    return;
  }
  if (!failing_since_) failing_since_ = now;
  if (is_late_told_ || !is_there_ || now - *failing_since_ < kLate) return;
  is_late_told_ = true;
  done.lines.push_back({Severity::kWarning, "status.late",
                        "projector_status has not been written for 10 s: " + answer.reason});
}

}  // namespace projector
