// What one member's dead letters go to: topics that may be away, and acknowledgements that get
// lost, so that a letter is written twice.
//
// Thread: one owner. Kept as a shared one by what it has put on the agenda.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "projector/runtime/ports.h"

#include "agenda.h"
#include "brokers.h"
#include "random.h"
#include "trace.h"

namespace projector::simulation {

struct MemberLettersParts {
  Agenda& agenda;
  Trace& trace;
  Brokers& brokers;
  int target;
  std::uint64_t seed;
  std::function<void()> wake;
};

class MemberLetters final : public DeadLetterSink,
                            public std::enable_shared_from_this<MemberLetters> {
 public:
  explicit MemberLetters(MemberLettersParts parts)
      : parts_(std::move(parts)), random_(parts_.seed) {}

  void freeze() { is_frozen_ = true; }
  void thaw() { is_frozen_ = false; }
  void die() { is_dead_ = true; }

  // Letters of records that were never in a batch, of a topic.
  std::uint64_t sent_unmapped(std::uint32_t topic) const { return sent_unmapped_[topic]; }

  // --- DeadLetterSink.

  void send(DeadLetter letter) override;
  std::vector<std::uint64_t> take_acknowledged() override {
    return std::exchange(acknowledged_, {});
  }
  std::string trouble(std::uint32_t topic) const override;

 private:
  void check(const DeadLetter& letter, const LogRecord& record) const;
  void produce(std::uint64_t id, Duration after);

  const MemberLettersParts parts_;
  Random random_;
  std::map<std::uint64_t, std::pair<PartitionRef, Offset>> on_their_way_;
  std::vector<std::uint64_t> acknowledged_;
  std::array<std::uint64_t, kTopicCount> sent_unmapped_{};
  bool is_frozen_ = false;
  bool is_dead_ = false;
};

}  // namespace projector::simulation
