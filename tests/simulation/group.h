// The consumer group as its coordinator keeps it: members, generations, sessions, and the offsets
// that they commit.
//
//   a member joins, leaves, or is not heard of --> preparing: everybody gives back and joins again
//   all have joined, or the time is over       --> a new generation, with its assignment
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "projector/core/record.h"

#include "agenda.h"
#include "random.h"
#include "trace.h"

namespace projector::simulation {

enum class Heartbeat : std::uint8_t { kFine, kRebalancing, kUnknownMember };

class Group {
 public:
  static constexpr auto kSession = std::chrono::seconds(10);
  // Longer than a revoke may take: its drain and its last commit.
  static constexpr auto kRebalanceMax = std::chrono::seconds(15);

  // What a member is told: its generation and what it reads. It asks for nothing in between.
  using OnAssigned =
      std::function<void(std::uint64_t generation, const std::vector<PartitionRef>& partitions)>;

  Group(Agenda& agenda, Random& random, Trace& trace)
      : agenda_(agenda), random_(random), trace_(trace) {}

  // All partitions there are; more make a new generation.
  void set_partitions(std::vector<PartitionRef> partitions);

  // A new member, or one that has given back what it had.
  void join(int member, OnAssigned on_assigned);
  void leave(int member);
  Heartbeat heartbeat(int member, std::uint64_t generation);
  // Looks for members that are not heard of any more.
  void look_around();
  void rebalance();

  // Whether the offsets were stored: only those of the present generation's members are.
  bool commit(int member, std::uint64_t generation, std::span<const PartitionOffset> next_offsets);
  std::optional<Offset> committed(PartitionRef partition) const;
  bool has_offsets() const { return !committed_.empty(); }
  // Called with each offset just before it is stored.
  void on_commit(std::function<void(PartitionRef, Offset)> check) { check_ = std::move(check); }

 private:
  struct Member {
    Instant heard_at;
    std::uint64_t generation = 0;
    bool has_joined = false;
    OnAssigned on_assigned;
  };

  void complete_when_all_joined();
  void complete();

  Agenda& agenda_;
  Random& random_;
  Trace& trace_;
  std::vector<PartitionRef> partitions_;
  std::map<int, Member> members_;
  std::map<PartitionRef, Offset> committed_;
  std::function<void(PartitionRef, Offset)> check_;
  std::uint64_t generation_ = 0;
  bool is_preparing_ = false;
  Instant prepared_by_{};
};

}  // namespace projector::simulation
