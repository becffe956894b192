#include "group.h"

#include <algorithm>
#include <utility>

namespace projector::simulation {

void Group::set_partitions(std::vector<PartitionRef> partitions) {
  partitions_ = std::move(partitions);
  if (!members_.empty()) rebalance();
}

void Group::join(int member, OnAssigned on_assigned) {
  if (!is_preparing_) rebalance();
  Member& joining = members_[member];
  joining.heard_at = agenda_.now();
  joining.has_joined = true;
  joining.on_assigned = std::move(on_assigned);
  complete_when_all_joined();
}

void Group::leave(int member) {
  if (members_.erase(member) == 0) return;
  trace_.say("group.left", {member});
  rebalance();
}

Heartbeat Group::heartbeat(int member, std::uint64_t generation) {
  const auto known = members_.find(member);
  if (known == members_.end()) return Heartbeat::kUnknownMember;
  known->second.heard_at = agenda_.now();
  if (known->second.has_joined) return Heartbeat::kFine;  // It waits for the others.
  if (known->second.generation != generation) return Heartbeat::kUnknownMember;
  return is_preparing_ ? Heartbeat::kRebalancing : Heartbeat::kFine;
}

void Group::look_around() {
  bool someone_went = false;
  for (auto member = members_.begin(); member != members_.end();) {
    const bool is_late =
        is_preparing_ && !member->second.has_joined && agenda_.now() > prepared_by_;
    if (!is_late && agenda_.now() - member->second.heard_at <= kSession) {
      ++member;
      continue;
    }
    trace_.say("group.expelled", {member->first, is_late ? 1 : 0});
    member = members_.erase(member);
    someone_went = true;
  }
  if (someone_went && !is_preparing_) rebalance();
  if (is_preparing_) complete_when_all_joined();
}

void Group::rebalance() {
  if (is_preparing_) {
    complete_when_all_joined();
    return;
  }
  trace_.say("group.preparing", {static_cast<std::int64_t>(generation_)});
  is_preparing_ = true;
  prepared_by_ = agenda_.now() + kRebalanceMax;
}

void Group::complete_when_all_joined() {
  if (members_.empty()) return;
  const bool all_joined = std::all_of(members_.begin(), members_.end(),
                                      [](const auto& member) { return member.second.has_joined; });
  if (all_joined) complete();
}

void Group::complete() {
  is_preparing_ = false;
  ++generation_;
  trace_.say("group.generation",
             {static_cast<std::int64_t>(generation_), static_cast<std::int64_t>(members_.size())});
  // Ranges over the members, beginning with any of them.
  std::size_t turn = random_.below(members_.size());
  std::vector<std::vector<PartitionRef>> shares(members_.size());
  const std::size_t share =
      (partitions_.size() + members_.size() - 1) / std::max<std::size_t>(members_.size(), 1);
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    shares[(turn + i / share) % shares.size()].push_back(partitions_[i]);
  }
  std::size_t place = 0;
  for (auto& [number, member] : members_) {
    member.generation = generation_;
    member.has_joined = false;
    member.heard_at = agenda_.now();
    agenda_.after(random_.pause(1, 30),
                  [told = std::move(member.on_assigned), generation = generation_,
                   mine = shares[place]] { told(generation, mine); });
    ++place;
  }
}

bool Group::commit(int member, std::uint64_t generation,
                   std::span<const PartitionOffset> next_offsets) {
  const auto known = members_.find(member);
  if (known == members_.end() || known->second.generation != generation ||
      generation != generation_) {
    trace_.say("group.commit_refused", {member});
    return false;
  }
  known->second.heard_at = agenda_.now();
  for (const auto& [partition, next] : next_offsets) {
    check_(partition, next);
    committed_[partition] = next;
    trace_.say("group.committed", {member, partition.topic, partition.partition, next.value});
  }
  return true;
}

std::optional<Offset> Group::committed(PartitionRef partition) const {
  const auto known = committed_.find(partition);
  if (known == committed_.end()) return std::nullopt;
  return known->second;
}

}  // namespace projector::simulation
