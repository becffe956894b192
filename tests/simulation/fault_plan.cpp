#include "fault_plan.h"

#include <algorithm>
#include <vector>

#include "violation.h"
#include "world.h"

namespace projector::simulation {

using std::chrono::milliseconds;

namespace {

constexpr auto kResumesWithin = milliseconds(5'000);
constexpr auto kHangFoundWithin = std::chrono::seconds(40);
constexpr int kClockJumps = 3;

}  // namespace

void FaultPlan::schedule() {
  const auto last = std::chrono::duration_cast<milliseconds>(world_.scenario_.heals_at).count();
  for (std::uint32_t i = 0; i < world_.scenario_.faults; ++i) {
    const auto fault = static_cast<Fault>(random_.below(kFaultsDrawn));
    world_.agenda_.after(random_.pause(5'000, last - 10'000), [this, fault] { begin(fault); });
  }
  world_.agenda_.after(random_.pause(60'000, 200'000), [this] { begin(Fault::kSinkOverloaded); });
  for (int i = 0; i < kClockJumps; ++i) {
    world_.agenda_.after(clock_random_.pause(5'000, last - 10'000), [this] { jump_clock(); });
  }
}

// Its clock comes back by another jump, at the latest when everything is mended.
void FaultPlan::jump_clock() {
  const auto target = clock_random_.below(world_.scenario_.members);
  Member& member = *world_.members_[target];
  const milliseconds by = clock_random_.percent(50) ? clock_random_.pause(1'000, 60'000)
                                                    : clock_random_.pause(600'000, 90'000'000);
  // One that is ahead would shed what is young, and rightly so: age is what a clock says it is.
  const bool may_be_ahead = world_.scenario_.exports_overload != OverloadPolicy::kShed;
  const bool is_ahead = may_be_ahead && clock_random_.percent(50);
  world_.faults_.meet(Fault::kClockJumped);
  member.set_clock(is_ahead ? by : -by);
  const Duration heal = world_.scenario_.heals_at - world_.agenda_.elapsed();
  world_.agenda_.after(std::min<Duration>(clock_random_.pause(5'000, 60'000), heal),
                       [&member] { member.set_clock(milliseconds(0)); });
}

int FaultPlan::some_member() { return static_cast<int>(random_.below(world_.scenario_.members)); }

milliseconds FaultPlan::length_of(Fault fault) {
  switch (fault) {
    case Fault::kBrokersAway:
    case Fault::kSinkUnreachable:
      return random_.percent(30) ? random_.pause(20'000, 90'000) : random_.pause(500, 20'000);
    case Fault::kFrozenShort:
      return random_.pause(500, 8'000);
    case Fault::kSinkOverloaded:
      return random_.pause(20'000, 60'000);
    case Fault::kFrozenLong:
      return random_.pause(12'000, 40'000);
    default:
      return random_.pause(2'000, 30'000);
  }
}

void FaultPlan::begin(Fault fault) {
  if (world_.is_mended_) return;
  world_.trace_.say("fault", {static_cast<int>(fault)}, kFaultNames[static_cast<int>(fault)]);
  switch (fault) {
    case Fault::kKilled:
    case Fault::kStopped:
    case Fault::kTuned:
    case Fault::kFrozenShort:
    case Fault::kFrozenLong:
      strike_member(fault, some_member());
      return;
    case Fault::kJoined:
      strike_member(fault, static_cast<int>(world_.scenario_.members));
      return;
    case Fault::kRebalance:
      world_.faults_.meet(fault);
      world_.brokers_.group().rebalance();
      return;
    case Fault::kPartitionAdded:
      if (world_.brokers_.partitions().size() > 12) return;
      world_.faults_.meet(fault);
      world_.brokers_.add_partition(random_.below(kTopicCount));
      return;
    case Fault::kPartitionError:
      world_.members_[static_cast<std::size_t>(some_member())]->break_a_fetch();
      return;
    case Fault::kOffsetLost:
      lose_log();
      return;
    case Fault::kSinkOverloaded:
      window(fault, Faults::kEverybody, length_of(fault));
      world_.append_at_once();
      return;
    case Fault::kTableChanged:
    case Fault::kTableLocked:
    case Fault::kRowCursed:
      window(fault, static_cast<int>(random_.below(kTopicCount)), length_of(fault));
      return;
    case Fault::kBrokersAway:
    case Fault::kCommitRefused:
    case Fault::kCommitAnswerLost:
    case Fault::kEndsUnanswered:
    case Fault::kLettersAway:
    case Fault::kLetterAnswerLost:
      window(fault, Faults::kEverybody, length_of(fault));
      return;
    default:
      window(fault, random_.percent(50) ? Faults::kEverybody : some_member(), length_of(fault));
      return;
  }
}

void FaultPlan::window(Fault fault, int target, milliseconds lasts) {
  const auto heal = world_.scenario_.heals_at - world_.agenda_.elapsed();
  const int number = world_.faults_.open(fault, target);
  const bool hangs = fault == Fault::kSinkHangs;
  const bool is_away = fault == Fault::kSinkUnreachable;
  if (hangs || is_away || fault == Fault::kInDoubt) ++sink_windows_;
  world_.agenda_.after(std::min<Duration>(lasts, heal), [this, number, target, hangs, is_away] {
    world_.faults_.close(number);
    for (const auto& member : world_.members_) member->look();
    if (hangs) last_hang_ = world_.agenda_.now();
    if (!is_away) return;
    for (int each = 0; each < static_cast<int>(world_.members_.size()); ++each) {
      if (target == Faults::kEverybody || target == each) check_resumption(each);
    }
  });
}

// Work resumes within 5 s of the heal, unaided; where a link hung, when that was found out.
void FaultPlan::check_resumption(int target) {
  const Member& member = *world_.members_[static_cast<std::size_t>(target)];
  if (!member.waits_for_sink() || is_sink_troubled(target)) return;
  world_.agenda_.after(
      kResumesWithin, [this, &member, target, life = member.life(), windows = sink_windows_] {
        if (member.life() != life || sink_windows_ != windows || is_sink_troubled(target)) return;
        require(!member.waits_for_sink(), "work resumes within 5 s of the heal",
                [&] { return member.state(); });
      });
}

bool FaultPlan::is_sink_troubled(int target) const {
  const Faults& faults = world_.faults_;
  return faults.is_at_work(Fault::kSinkUnreachable, target) ||
         faults.is_at_work(Fault::kInDoubt, target) ||
         faults.is_at_work(Fault::kSinkHangs, target) ||
         world_.agenda_.now() - last_hang_ < kHangFoundWithin;
}

void FaultPlan::strike_member(Fault fault, int target) {
  Member& member = *world_.members_[static_cast<std::size_t>(target)];
  if (fault == Fault::kJoined) {
    if (!member.is_down()) return;
    world_.faults_.meet(fault);
    member.start();
    const Duration heal = world_.scenario_.heals_at - world_.agenda_.elapsed();
    world_.agenda_.after(std::min<Duration>(random_.pause(5'000, 60'000), heal), [&member] {
      if (!member.is_down()) member.ask_to_stop();
    });
    return;
  }
  if (member.is_down() || member.is_frozen()) return;
  world_.faults_.meet(fault);
  if (fault == Fault::kKilled) {
    member.kill();
    world_.restart(target);
  } else if (fault == Fault::kStopped) {
    member.ask_to_stop();
    world_.restart(target);
  } else if (fault == Fault::kTuned) {
    member.tune();
  } else {
    freeze(fault, target);
  }
}

void FaultPlan::freeze(Fault fault, int target) {
  Member& member = *world_.members_[static_cast<std::size_t>(target)];
  member.freeze();
  world_.agenda_.after(length_of(fault), [&member] { member.thaw(); });
}

void FaultPlan::lose_log() {
  // Where a loss stops the partition it comes late, or nothing else would.
  const bool is_too_early = world_.agenda_.elapsed() < world_.scenario_.grows_until / 3 * 2;
  if (!world_.scenario_.loses_log || (world_.scenario_.loss_stops && is_too_early)) return;
  const auto partitions = world_.brokers_.partitions();
  world_.brokers_.lose_log(random_.one_of(partitions), 1 + random_.below(40));
}

}  // namespace projector::simulation
