// Which faults are at work now, and which were ever met: a fault that nobody ran into proves
// nothing.
//
// Thread: one owner.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

namespace projector::simulation {

enum class Fault : std::uint8_t {
  // Of a member; the target is its number.
  kKilled,
  kFrozenShort,  // For less than the session.
  kFrozenLong,   // For longer.
  kStopped,      // Asked to stop, and started again.
  kJoined,       // One more member, for a while.
  kCutOff,       // No way to the brokers.
  kTuned,        // Told other limits and deadlines while it runs.
  // Of the brokers.
  kBrokersAway,
  kRebalance,
  kPartitionAdded,
  kCommitRefused,
  kCommitAnswerLost,
  kPartitionError,
  kOffsetLost,
  kEndsUnanswered,
  // Of the sink; the target is a member.
  kSinkUnreachable,
  kSinkHangs,
  kSinkSlow,
  kSinkOverloaded,  // Slow for all, while many records come at once.
  kInDoubt,
  kDeadlock,
  kStatementTimeout,
  kUnknownError,
  // Of a table; the target is its number.
  kTableChanged,
  kTableLocked,
  kRowCursed,  // Whatever holds one of some records fails, by a state that nobody knows.
  // Of the dead-letter topics.
  kLettersAway,
  kLetterAnswerLost,
  // Of a member's machine, beside all these.
  kClockJumped,  // The wall's, ahead or back; the steady one goes on.
  kCount,
};

inline constexpr std::size_t kFaultCount = static_cast<std::size_t>(Fault::kCount);

// Drawn for each of a run's faults. Clocks jump by draws of their own: a seed stays the run it was.
inline constexpr auto kFaultsDrawn = static_cast<std::size_t>(Fault::kClockJumped);

inline constexpr std::array<std::string_view, kFaultCount> kFaultNames = {
    "killed",          "frozen_short",      "frozen_long",     "stopped",
    "joined",          "cut_off",           "tuned",           "brokers_away",
    "rebalance",       "partition_added",   "commit_refused",  "commit_answer_lost",
    "partition_error", "offset_lost",       "ends_unanswered", "sink_unreachable",
    "sink_hangs",      "sink_slow",         "sink_overloaded", "in_doubt",
    "deadlock",        "statement_timeout", "unknown_error",   "table_changed",
    "table_locked",    "row_cursed",        "letters_away",    "letter_answer_lost",
    "clock_jumped"};

class Faults {
 public:
  static constexpr int kEverybody = -1;

  // From now until the close of the number that is returned.
  int open(Fault fault, int target) {
    windows_[++last_] = {fault, target, false};
    return last_;
  }
  void close(int window) { windows_.erase(window); }

  bool is_at_work(Fault fault, int target) const {
    for (const auto& [number, window] : windows_) {
      if (window.hits(fault, target)) return true;
    }
    return false;
  }
  // Likewise; if so, it was met.
  bool strikes(Fault fault, int target) {
    bool strikes = false;
    for (auto& [number, window] : windows_) {
      if (!window.hits(fault, target)) continue;
      strikes = true;
      if (!window.is_met) meet(fault);
      window.is_met = true;
    }
    return strikes;
  }
  // One without duration was met.
  void meet(Fault fault) { ++met_[static_cast<std::size_t>(fault)]; }

  bool none_at_work() const { return windows_.empty(); }
  std::uint64_t met(Fault fault) const { return met_[static_cast<std::size_t>(fault)]; }
  std::uint64_t met() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : met_) sum += count;
    return sum;
  }
  std::uint64_t kinds_met() const {
    std::uint64_t kinds = 0;
    for (const std::uint64_t count : met_) kinds += count > 0 ? 1 : 0;
    return kinds;
  }

 private:
  struct Window {
    Fault fault;
    int target;
    bool is_met;

    bool hits(Fault wanted, int whom) const {
      return fault == wanted && (target == kEverybody || target == whom);
    }
  };

  std::map<int, Window> windows_;
  int last_ = 0;
  std::array<std::uint64_t, kFaultCount> met_{};
};

}  // namespace projector::simulation
