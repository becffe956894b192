// Which faults come to a run, when, and for how long: all over before everything is mended.
//
// Thread: one owner.

#pragma once

#include <chrono>
#include <cstdint>

#include "projector/base/time.h"

#include "faults.h"
#include "random.h"

namespace projector::simulation {

class World;

class FaultPlan {
 public:
  FaultPlan(World& world, std::uint64_t seed)
      : world_(world), random_(seed), clock_random_(seed + 1) {}

  void schedule();

 private:
  void begin(Fault fault);
  void window(Fault fault, int target, std::chrono::milliseconds lasts);
  void check_resumption(int target);
  bool is_sink_troubled(int target) const;
  void strike_member(Fault fault, int target);
  void lose_log();
  void jump_clock();
  void freeze(Fault fault, int target);
  std::chrono::milliseconds length_of(Fault fault);
  int some_member();

  World& world_;
  Random random_;
  Random clock_random_;
  std::uint64_t sink_windows_ = 0;  // Of faults that make the sink unavailable, so far.
  Instant last_hang_{};             // Until when links hung.
};

}  // namespace projector::simulation
