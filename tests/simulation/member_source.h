// What one member sees of the simulated brokers: the port that the consumer loop reads from.
//
// It behaves as the adapter of librdkafka does: heartbeats go on without the loop, records are
// fetched ahead and bear the version of their fetch, an error stands at its place among the records
// and what comes behind it is handed out, and a commit is always answered, if late and wrong.
//
// Thread: one owner. Must outlive what it has put on the agenda: the owner keeps it as a shared
// one.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "projector/runtime/ports.h"

#include "agenda.h"
#include "brokers.h"
#include "intake.h"
#include "random.h"
#include "trace.h"

namespace projector::simulation {

struct MemberSourceParts {
  Agenda& agenda;
  Trace& trace;
  Brokers& brokers;
  int target;  // What faults know it by.
  int member;  // What the group knows it by: another one after each start.
  std::uint64_t seed;
  std::chrono::milliseconds revoke_answer_max;
  std::function<void()> wake;
};

class MemberSource final : public RecordSource, public std::enable_shared_from_this<MemberSource> {
 public:
  explicit MemberSource(MemberSourceParts parts);

  // --- What happens to its process.

  void freeze() { is_frozen_ = true; }
  void thaw();
  void die() { is_dead_ = true; }
  // New records, or brokers that answer again.
  void look();
  // An error at the next record that is fetched of one of its partitions.
  void break_a_fetch() { breaks_a_fetch_ = true; }

  bool reads(PartitionRef partition) const { return fetches_.contains(partition); }
  // How many records next_record() handed out.
  std::uint64_t handed_out(TopicClass topic_class) const {
    return intakes_[static_cast<std::size_t>(topic_class)].handed_out;
  }
  // A check that runs all the time: whether a revoke is being answered in time.
  void check_revoke() const;

  // --- RecordSource.

  void subscribe() override;
  void wait(std::chrono::milliseconds) override {}
  void wake() noexcept override { parts_.wake(); }
  std::optional<SourceEvent> next_event() override;
  const RecordView* next_record(TopicClass topic_class) override;
  void confirm_assigned() override;
  void confirm_revoked() override;
  void commit(std::span<const PartitionOffset> next_offsets) override;
  void ask_end_offsets() override;
  void stop(PartitionRef partition) override;
  void resume(PartitionOffset next) override;
  std::optional<Offset> earliest(PartitionRef partition) override;
  void close(std::chrono::milliseconds timeout) override;

 private:
  // Of one partition that is assigned.
  struct Fetch {
    Offset next;
    std::uint64_t version = 0;
    bool is_stopped = false;
    bool is_out_of_range = false;
    std::optional<Offset> end_told;  // An end of the partition was told there.
  };
  enum class Membership : std::uint8_t { kOut, kJoining, kMember, kGivingBack };

  bool has_contact() const {
    return !is_frozen_ && !is_dead_ && parts_.brokers.answer(parts_.target);
  }
  void after(Duration delay, std::function<void()> action);
  void beat();
  void take_heartbeat(Heartbeat answer);
  void lose_membership();
  void give_back();
  void join();
  void ask_to_join(std::uint64_t attempt);
  void take_assignment(std::uint64_t generation, const std::vector<PartitionRef>& partitions);
  void find_starts();
  void forget_fetches();
  void fetch(Intake& intake, TopicClass topic_class);
  void fetch_partition(Intake& intake, PartitionRef partition, Fetch& fetch);
  void hand_out(Intake& intake, const Fetched& item);
  void tell(const Fetched& item);
  void answer_commit(SourceEvent answer);
  void push(SourceEvent event);

  const MemberSourceParts parts_;
  Random random_;
  bool is_frozen_ = false;
  bool is_dead_ = false;
  bool is_closed_ = false;
  bool breaks_a_fetch_ = false;

  Membership membership_ = Membership::kOut;
  std::uint64_t generation_ = 0;
  std::uint64_t join_attempt_ = 0;
  Instant heard_at_{};
  std::optional<Instant> gives_back_since_;
  std::optional<std::vector<PartitionRef>> to_assign_;     // Their starts are not found yet.
  std::optional<std::vector<PartitionOffset>> assigning_;  // Told, not confirmed.
  bool confirmed_ = true;
  std::vector<PartitionRef> giving_back_;

  std::deque<SourceEvent> events_;
  std::map<PartitionRef, Fetch> fetches_;
  std::array<Intake, kTopicClassCount> intakes_;
  std::uint64_t last_version_ = 0;
  bool commit_is_out_ = false;
  Instant commit_asked_at_{};
  bool ends_asked_ = false;
};

}  // namespace projector::simulation
