// A member of the group: one daemon's process after another, each a real consumer loop over a real
// pipeline and real projections, stepped in virtual time and looked at after each step.
//
// Thread: one owner.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "projector/core/group_view.h"

#include "agenda.h"
#include "brokers.h"
#include "scenario.h"
#include "server.h"
#include "trace.h"

namespace projector::simulation {

struct MemberParts {
  const Scenario& scenario;
  Agenda& agenda;
  Trace& trace;
  Brokers& brokers;
  Server& server;
};

class Process;

class Member {
 public:
  Member(MemberParts parts, int target, std::uint64_t seed);
  ~Member();

  // A new process. Requires: is_down().
  void start();
  // The processes from now on have the configuration that an operator has mended: dead-letter
  // topics where there were none, and going on where the log was lost.
  void mend_configuration() { is_mended_ = true; }
  void kill();
  void freeze();
  void thaw();
  void ask_to_stop();
  void tune();
  // How far its machine's wall clock is ahead of everybody's; below 0: behind.
  void set_clock(std::chrono::milliseconds ahead);

  bool is_down() const { return process_ == nullptr; }
  bool is_frozen() const { return is_frozen_; }
  // What others say of themselves.
  void hear(GroupView view);
  // What it says of its own partitions; steady while it says nothing.
  FlowState state_of(std::size_t topic) const;
  // Classes that its processes began to hold.
  std::uint64_t holds() const { return holds_; }

  bool reads(PartitionRef partition) const;
  // New records of a partition, or brokers that answer again.
  void look();
  void break_a_fetch();

  // Whether it counts the sink as down and has no probe out, while records wait.
  bool waits_for_sink() const;
  // Changes when its process ends, begins or stands.
  std::uint64_t life() const { return life_; }

  // Nothing is in its hands, and nothing is owed. Throws Violation.
  void check_rest() const;
  std::string state() const;

 private:
  void step_at(Instant due);
  void step();
  // It ends only when asked to, and then in time.
  void check_stop() const;
  void end();

  const MemberParts parts_;
  const int target_;
  Random random_;
  std::shared_ptr<Process> process_;
  std::uint64_t incarnation_ = 0;
  std::uint64_t life_ = 0;
  std::uint64_t holds_ = 0;
  std::optional<Instant> step_due_;
  std::optional<Instant> stopping_since_;  // Or since it can do something about it.
  std::chrono::milliseconds clock_ahead_{0};
  bool is_mended_ = false;
  bool is_frozen_ = false;
};

}  // namespace projector::simulation
