// One simulated run: a seed's scenario from its first record to the last check.
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agenda.h"
#include "booking_life.h"
#include "brokers.h"
#include "faults.h"
#include "member.h"
#include "random.h"
#include "scenario.h"
#include "server.h"
#include "trace.h"

namespace projector::simulation {

struct Report {
  std::string violation;  // Empty: every promise held.
  double virtual_seconds = 0;
  std::uint64_t records = 0;
  std::uint64_t digest = 0;  // Of the trace.
  std::uint64_t holds = 0;   // Classes that a member began to hold.
  std::uint64_t shed = 0;    // Records.
  Faults faults;
};

class World {
 public:
  World(std::uint64_t seed, bool is_shown);

  Report run();

 private:
  friend class FaultPlan;

  void grow();
  void append_some(std::uint32_t count);
  void append_at_once();
  void look_around();
  void tell_each_other();
  GroupView view_of(std::size_t member);
  void mend_all();
  void restart(int target);
  void run_until_caught_up();
  bool is_caught_up();
  void check_faults() const;
  void check_tables();
  void check_letters();
  std::string what_is_behind();

  const Scenario scenario_;
  Random random_;
  Agenda agenda_;
  Trace trace_;
  Faults faults_;
  Brokers brokers_;
  Server server_;
  BookingLife life_;
  std::vector<std::unique_ptr<Member>> members_;
  std::uint32_t appended_ = 0;
  bool is_mended_ = false;
};

}  // namespace projector::simulation
