// One process of a member: what the daemon wires together, with simulated ports.
//
// Thread: one owner.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "projector/core/pipeline.h"
#include "projector/core/record_mapper.h"
#include "projector/projection/projection.h"
#include "projector/runtime/consumer_loop.h"
#include "projector/runtime/observer.h"

#include "brokers.h"
#include "member_letters.h"
#include "member_source.h"
#include "member_writers.h"
#include "random.h"
#include "scenario.h"
#include "trace.h"

namespace projector::simulation {

// Counts the records that a mapper takes: each once, however often it is offered.
class CountingMapper final : public RecordMapper {
 public:
  CountingMapper(RecordMapper& mapper, const MemberSource& source, TopicClass topic_class)
      : mapper_(mapper), source_(source), topic_class_(topic_class) {}

  std::uint64_t taken() const { return taken_; }

  MapAction map(const RecordView& record, Batch& batch, std::size_t bytes_max,
                Rejection& rejection) override;
  std::size_t mapped_bytes_min(std::size_t raw_bytes) const override {
    return mapper_.mapped_bytes_min(raw_bytes);
  }

 private:
  RecordMapper& mapper_;
  const MemberSource& source_;
  const TopicClass topic_class_;
  std::uint64_t taken_ = 0;
  std::uint64_t last_handed_out_ = 0;
  bool last_was_taken_ = false;
};

class TracedLog final : public EventLog {
 public:
  TracedLog(Trace& trace, int target) : trace_(trace), target_(target) {}
  void write(Severity, std::string_view event, std::string_view message) override {
    trace_.say(event, {target_}, message);
  }

 private:
  Trace& trace_;
  const int target_;
};

class KeptBoard final : public SnapshotSink {
 public:
  void publish(std::shared_ptr<const Snapshot> snapshot) override { latest_ = std::move(snapshot); }
  const Snapshot* latest() const { return latest_.get(); }

 private:
  std::shared_ptr<const Snapshot> latest_;
};

struct ProcessParts {
  const Scenario& scenario;
  Agenda& agenda;
  Trace& trace;
  Brokers& brokers;
  Server& server;
  int target;
  int number;  // Of the process: the group knows it by it.
  bool is_mended;
  std::uint64_t seed;
  std::function<void()> wake;
};

class Process {
 public:
  explicit Process(const ProcessParts& parts);

  ConsumerLoop& loop() { return loop_; }
  MemberSource& source() { return *source_; }
  const MemberSource& source() const { return *source_; }
  MemberWriters& writers() { return *writers_; }
  MemberLetters& letters() { return *letters_; }
  const Pipeline& pipeline() const { return pipeline_; }

  FlowState state_of(std::size_t topic) const;
  // Classes that it began to hold since the last call.
  std::uint64_t take_new_holds();

  // Other limits and deadlines, none above those of the scenario.
  void tune(Random& random);

  // What must hold after each step. Throws Violation.
  void check();
  // What must hold when all is done.
  void check_rest() const;
  // What a kill at this moment makes others read again.
  void check_replay() const;

 private:
  std::vector<PipelineTopic> topics();
  std::vector<const WritePlans*> plans() const;
  bool has_letters(std::size_t topic) const;
  void check_count(std::uint32_t topic) const;

  const ProcessParts parts_;
  std::vector<Projection> projections_;
  std::shared_ptr<MemberSource> source_;
  std::shared_ptr<MemberWriters> writers_;
  std::shared_ptr<MemberLetters> letters_;
  std::vector<std::unique_ptr<CountingMapper>> mappers_;
  TracedLog log_;
  KeptBoard board_;
  Pipeline pipeline_;
  Observer observer_;
  ConsumerLoop loop_;
  std::uint64_t shed_told_ = 0;
  ProtectionOrders orders_seen_;
};

}  // namespace projector::simulation
