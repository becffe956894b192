// How many records may be in flight: as many as the sink finishes within the target latency.
//
//   limit = rate of applying x max(target latency, 2 x the latency of a batch that waited for none)
//
// What is in flight beyond that only grows old in our hands, and is read again after a crash. It is
// lowered step by step, and only while the rate does not fall with it: a sink that is far away, not
// slow, needs much in flight to be fast. There a raise that pays is kept, and one that does not is
// taken back. A rate tells only where the limit binds; while it does not, the limit comes back.
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <optional>

#include "projector/base/time.h"

namespace projector {

struct InFlightBounds {
  std::uint32_t least = 0;  // Every writer has something to do.
  std::uint32_t most = 0;   // As configured. Requires: > 0.
  Duration target_latency{};
  bool is_adaptive = true;  // False: the limit is `most`.
};

class InFlightLimit {
 public:
  explicit InFlightLimit(const InFlightBounds& bounds);

  // Others from now on; what was learned of the sink stays.
  void set_bounds(const InFlightBounds& bounds, Instant now);

  std::uint32_t current() const { return limit_; }

  // A batch was applied; `in_use` were in flight before it came back.
  void on_applied(std::uint32_t records, Duration took, std::uint32_t in_use, Instant now);
  // The sink was away: what was measured so far says nothing of its speed.
  void on_unavailable(Instant now) { begin_window(now); }
  // Regularly, also while nothing is applied.
  void tick(std::uint32_t in_use, Instant now);

 private:
  // What the last change was, which the next window judges.
  enum class Phase : std::uint8_t { kSettled, kLowered, kRestored, kRaised };

  struct Window {
    Instant began{};
    std::uint32_t records = 0;  // Applied after `began`, which is when a batch came back.
    std::uint32_t batches = 0;
    std::uint32_t in_use_most = 0;
    bool is_counting = false;
    Duration least_latency = Duration::max();
  };
  // Of batches that waited for no others, over the last minute: two halves of it.
  struct LeastLatency {
    Duration now = Duration::max();
    Duration before = Duration::max();
    Instant began{};
  };

  void begin_window(Instant now);
  bool is_complete(Instant now) const;
  void note_latency(Instant now);
  void come_back(Instant now);
  void decide(Instant now);
  // Whether the last change stands; else it was taken back.
  bool judge_lowered(double rate, Instant now);
  void judge_restored(double rate, Instant now);
  void judge_raised(double rate, Instant now);
  void settle(double rate, Instant now);
  void raise(double rate, Instant now);
  void hold(double rate, Instant now);
  double wanted(double rate) const;
  void change_to(double limit, double rate, Phase phase, Instant now);
  std::uint32_t bounded(double limit) const;

  InFlightBounds bounds_;
  std::uint32_t limit_ = 0;
  Phase phase_ = Phase::kSettled;
  Window window_;
  LeastLatency least_;
  Instant settles_at_{};
  Instant used_at_{};          // Most of the limit was in use.
  double rate_of_window_ = 0;  // Of the one before; 0: the limit did not bind.
  bool is_after_mixed_ = false;
  std::uint32_t limit_before_ = 0;  // The last change.
  double rate_before_ = 0;
  double rate_lowered_ = 0;
  std::optional<Instant> held_until_;
  double rate_held_ = 0;
};

}  // namespace projector
