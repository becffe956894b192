// MemberSource's half that belongs to the group: joining, giving back, and being forgotten.

#include <utility>

#include "member_source.h"
#include "violation.h"

namespace projector::simulation {
namespace {

using Kind = SourceEvent::Kind;

constexpr auto kBeat = std::chrono::milliseconds(1'000);

}  // namespace

void MemberSource::subscribe() {
  heard_at_ = parts_.agenda.now();
  join();
  beat();
}

void MemberSource::join() {
  membership_ = Membership::kJoining;
  ask_to_join(++join_attempt_);
}

void MemberSource::ask_to_join(std::uint64_t attempt) {
  after(random_.pause(1, 50), [this, attempt] {
    if (is_closed_ || attempt != join_attempt_) return;
    if (!has_contact()) {
      after(kBeat, [this, attempt] { ask_to_join(attempt); });
      return;
    }
    heard_at_ = parts_.agenda.now();
    parts_.brokers.group().join(
        parts_.member, [self = weak_from_this()](std::uint64_t generation, const auto& partitions) {
          const auto told = self.lock();
          if (told != nullptr) told->take_assignment(generation, partitions);
        });
  });
}

// Librdkafka's own thread beats, whatever the loop does.
void MemberSource::beat() {
  if (is_dead_ || is_closed_) return;
  after(kBeat, [this] { beat(); });
  if (is_frozen_) return;
  if (membership_ != Membership::kOut && has_contact()) {
    const Heartbeat answer = parts_.brokers.group().heartbeat(parts_.member, generation_);
    heard_at_ = parts_.agenda.now();
    take_heartbeat(answer);
    return;
  }
  // It knows by itself when its session is over.
  if (membership_ == Membership::kMember && parts_.agenda.now() - heard_at_ > Group::kSession) {
    lose_membership();
  }
}

void MemberSource::take_heartbeat(Heartbeat answer) {
  if (answer == Heartbeat::kFine) return;
  if (membership_ == Membership::kJoining && answer == Heartbeat::kUnknownMember) {
    join();
    return;
  }
  if (membership_ != Membership::kMember || !confirmed_) return;
  if (answer == Heartbeat::kUnknownMember) {
    lose_membership();
  } else {
    give_back();
  }
}

// Another member may have it all already.
void MemberSource::lose_membership() {
  if (!confirmed_) return;
  parts_.trace.say("source.lost", {parts_.member});
  to_assign_.reset();
  membership_ = Membership::kGivingBack;
  SourceEvent lost;
  lost.kind = Kind::kLost;
  lost.reason = "out of the group for too long";
  for (const auto& [partition, fetch] : fetches_) lost.partitions.push_back({partition, {}});
  giving_back_.clear();
  gives_back_since_ = parts_.agenda.now();
  push(std::move(lost));
}

void MemberSource::give_back() {
  if (to_assign_) {  // Nobody knows of it yet.
    to_assign_.reset();
    join();
    return;
  }
  parts_.trace.say("source.revoked", {parts_.member});
  membership_ = Membership::kGivingBack;
  SourceEvent revoked;
  revoked.kind = Kind::kRevoked;
  for (const auto& [partition, fetch] : fetches_) revoked.partitions.push_back({partition, {}});
  gives_back_since_ = parts_.agenda.now();
  push(std::move(revoked));
}

void MemberSource::take_assignment(std::uint64_t generation,
                                   const std::vector<PartitionRef>& partitions) {
  if (is_dead_ || is_closed_ || membership_ != Membership::kJoining) return;
  membership_ = Membership::kMember;
  generation_ = generation;
  to_assign_ = partitions;
  parts_.wake();
}

// Asked for at the moment when they are told, so that nobody else has moved them meanwhile.
void MemberSource::find_starts() {
  if (!has_contact()) return;
  SourceEvent assigned;
  assigned.kind = Kind::kAssigned;
  const bool group_is_new = !parts_.brokers.group().has_offsets();
  for (const PartitionRef partition : *to_assign_) {
    bool was_committed = false;
    assigned.partitions.push_back({partition, parts_.brokers.start_of(partition, was_committed)});
    if (!was_committed && !group_is_new) assigned.without_offset.push_back(partition);
  }
  to_assign_.reset();
  assigning_ = assigned.partitions;
  confirmed_ = false;
  events_.push_back(std::move(assigned));
}

void MemberSource::confirm_assigned() {
  require(assigning_.has_value(), "an assignment is confirmed once");
  for (const auto& [partition, start] : *assigning_) {
    fetches_[partition] = {start, ++last_version_, false, false, std::nullopt};
    parts_.trace.say("source.assigned",
                     {parts_.member, partition.topic, partition.partition, start.value});
  }
  assigning_.reset();
  confirmed_ = true;
}

void MemberSource::confirm_revoked() {
  if (!gives_back_since_) return;
  gives_back_since_.reset();
  fetches_.clear();
  for (Intake& intake : intakes_) intake.queue.clear();
  parts_.trace.say("source.gave_back", {parts_.member});
  if (!is_closed_) join();
}

void MemberSource::check_revoke() const {
  if (!gives_back_since_ || is_frozen_) return;
  require(parts_.agenda.now() - *gives_back_since_ <= parts_.revoke_answer_max,
          "a revoke is answered by its deadline");
}

// Its session may be over by now: which is known first, by the next beat or the next step, is
// chance.
void MemberSource::thaw() {
  is_frozen_ = false;
  if (gives_back_since_) gives_back_since_ = parts_.agenda.now();
  if (random_.percent(50)) {
    after(random_.pause(0, 300), [this] {
      if (membership_ == Membership::kMember && has_contact()) {
        take_heartbeat(parts_.brokers.group().heartbeat(parts_.member, generation_));
      }
    });
  }
}

void MemberSource::close(std::chrono::milliseconds) {
  is_closed_ = true;
  if (has_contact()) parts_.brokers.group().leave(parts_.member);
}

}  // namespace projector::simulation
