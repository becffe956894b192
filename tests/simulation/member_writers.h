// The writers of one member: each takes a batch, folds it and has it written, in virtual time, by a
// server that is slow, away, or undone by what the faults say.
//
// Thread: one owner. Kept as a shared one by what it has put on the agenda.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "projector/core/circuit.h"
#include "projector/core/fold.h"
#include "projector/runtime/batch_writers.h"

#include "agenda.h"
#include "brokers.h"
#include "faults.h"
#include "random.h"
#include "server.h"
#include "trace.h"

namespace projector::simulation {

struct MemberWritersParts {
  Agenda& agenda;
  Trace& trace;
  Brokers& brokers;
  Server& server;
  int target;
  std::uint32_t writers;
  std::uint64_t seed;
  std::function<void()> wake;
};

class MemberWriters final : public BatchWriters,
                            public std::enable_shared_from_this<MemberWriters> {
 public:
  explicit MemberWriters(MemberWritersParts parts);

  // Whether the sink counts as down, to its member. Must outlive it.
  void watch(const Circuit& circuit) { circuit_ = &circuit; }

  std::size_t records_in_air() const;

  void freeze() { is_frozen_ = true; }
  void thaw();
  // Nothing is answered any more. What was sent lands now, never, or later: until then the batches
  // must stay, so `memory` is kept.
  void die(const std::shared_ptr<void>& memory);

  // --- BatchWriters.

  void send(std::uint32_t writer, const WriteJob& job) override;
  std::vector<WriteDone> take_done() override;
  void cancel() override;

 private:
  // How a batch in the air will end.
  struct Ending {
    Duration after{};
    bool is_run = true;  // The transaction is done, and committed where it can be.
    std::optional<WriteResult> told = {};  // Instead of what really came of it.
  };
  struct Flight {
    WriteJob job;
    Ending ending;
    Instant sent_at;
    bool is_probe = false;
    std::uint64_t number = 0;
    std::set<std::string> orders;  // What must not be in the air twice.
  };
  struct Writer {
    Folder folder;
    std::uint32_t every_row_batches = 0;  // Folded in detail, because counts did not tell before.
    std::optional<Flight> flight;
  };

  Ending ending_of(const WriteJob& job);
  Ending failing(Duration after, WriteAction action, const char* sqlstate, const char* reason);
  std::optional<Ending> failure_of(const WriteJob& job);
  void count_attempt();
  void check_flight(const Flight& flight) const;
  void land_when_due(std::uint32_t writer, Duration after);
  void land(std::uint32_t writer);
  WriteResult run(Writer& writer, const WriteJob& job);
  std::optional<WriteResult> run_once(Writer& writer, const WriteJob& job, FoldDetail detail);

  const MemberWritersParts parts_;
  Random random_;
  const Circuit* circuit_ = nullptr;
  std::vector<Writer> writers_;
  std::vector<WriteDone> done_;
  std::uint64_t last_flight_ = 0;
  bool is_frozen_ = false;
  bool is_dead_ = false;
  std::uint32_t attempts_ = 0;  // While the sink cannot be reached.
  Instant first_attempt_{};
};

}  // namespace projector::simulation
