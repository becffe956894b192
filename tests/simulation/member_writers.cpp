#include "member_writers.h"

#include <algorithm>
#include <utility>

#include "transaction_check.h"
#include "violation.h"

namespace projector::simulation {
namespace {

// A writer stays with the detailed fold for some batches: duplicates come in company.
constexpr std::uint32_t kEveryRowBatches = 8;
constexpr auto kStatementTimeout = std::chrono::seconds(10);

WriteResult failed(WriteAction action, const char* sqlstate, const char* reason) {
  WriteResult result;
  result.action = action;
  result.sqlstate = sqlstate;
  result.reason = reason;
  return result;
}

// Records that share it must be applied one after the other.
std::string order_of(const BatchRecord& record) {
  std::string order = std::to_string(record.partition.topic) + "/";
  if (record.key.data() == nullptr) return order + std::to_string(record.partition.partition);
  return order.append("key ").append(record.key);
}

bool holds_a_cursed_record(const WriteJob& job) {
  constexpr std::int64_t kOneOf = 101;
  const auto& records = job.batch->records;
  return std::any_of(records.begin() + job.range.first, records.begin() + job.range.last,
                     [](const BatchRecord& record) { return record.offset.value % kOneOf == 7; });
}

}  // namespace

MemberWriters::MemberWriters(MemberWritersParts parts)
    : parts_(std::move(parts)), random_(parts_.seed), writers_(parts_.writers) {}

void MemberWriters::send(std::uint32_t writer, const WriteJob& job) {
  require(!writers_[writer].flight, "a writer has one batch at a time");
  require(job.range.size() > 0, "a batch that is sent has records");
  count_attempt();
  Flight flight;
  flight.job = job;
  flight.ending = ending_of(job);
  flight.sent_at = parts_.agenda.now();
  flight.is_probe = circuit_->is_open();
  flight.number = ++last_flight_;
  for (std::uint32_t i = job.range.first; i < job.range.last; ++i) {
    flight.orders.insert(order_of(job.batch->records[i]));
  }
  check_flight(flight);
  parts_.trace.say("writer.sent", {parts_.target, writer, job.batch->topic, job.range.size(),
                                   job.batch->records[job.range.first].offset.value});
  const Duration after = flight.ending.after;
  writers_[writer].flight = std::move(flight);
  land_when_due(writer, after);
}

std::size_t MemberWriters::records_in_air() const {
  std::size_t records = 0;
  for (const Writer& writer : writers_) {
    if (writer.flight) records += writer.flight->job.range.size();
  }
  return records;
}

// While the sink cannot be reached one probe tries, and not faster than its pauses.
void MemberWriters::count_attempt() {
  if (!parts_.brokers.faults().is_at_work(Fault::kSinkUnreachable, parts_.target)) {
    attempts_ = 0;
    return;
  }
  if (attempts_++ == 0) first_attempt_ = parts_.agenda.now();
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(parts_.agenda.now() - first_attempt_);
  const auto most = 2 * parts_.writers + 16 + 2 * static_cast<std::uint32_t>(seconds.count());
  require(attempts_ <= most, "while the sink is down one probe tries, at its pauses");
}

void MemberWriters::check_flight(const Flight& flight) const {
  for (const Writer& writer : writers_) {
    if (!writer.flight) continue;
    require(!flight.is_probe || !writer.flight->is_probe, "while the sink is down one probe tries");
    const auto& there = writer.flight->orders;
    const bool meets = std::any_of(there.begin(), there.end(), [&](const std::string& order) {
      return flight.orders.contains(order);
    });
    require(!meets, "records of one key are in the air in one batch");
  }
}

MemberWriters::Ending MemberWriters::failing(Duration after, WriteAction action,
                                             const char* sqlstate, const char* reason) {
  return {after, false, failed(action, sqlstate, reason)};
}

MemberWriters::Ending MemberWriters::ending_of(const WriteJob& job) {
  Faults& faults = parts_.brokers.faults();
  if (auto failure = failure_of(job)) return *failure;
  Ending ending;
  ending.after = random_.pause(1, 15) + std::chrono::microseconds(200) * job.range.size();
  if (faults.strikes(Fault::kSinkOverloaded, parts_.target)) {
    ending.after = random_.pause(1'500, 4'000);
  }
  if (faults.strikes(Fault::kSinkSlow, parts_.target)) ending.after *= random_.between(5, 60);
  if (ending.after > kStatementTimeout) {
    return failing(kStatementTimeout, WriteAction::kRetrySmaller, "57014", "statement timeout");
  }
  if (faults.is_at_work(Fault::kInDoubt, parts_.target) && random_.percent(60)) {
    faults.strikes(Fault::kInDoubt, parts_.target);
    ending.is_run = random_.percent(60);
    ending.told = failed(WriteAction::kLinkLost, "", "connection lost during COMMIT");
  }
  return ending;
}

std::optional<MemberWriters::Ending> MemberWriters::failure_of(const WriteJob& job) {
  using std::chrono::milliseconds;
  Faults& faults = parts_.brokers.faults();
  const int me = parts_.target;
  const int table = static_cast<int>(job.batch->topic);
  if (faults.strikes(Fault::kSinkUnreachable, me)) {
    return failing(random_.pause(1, 20), WriteAction::kUnavailable, "", "connection refused");
  }
  if (faults.strikes(Fault::kSinkHangs, me)) {
    return failing(random_.pause(5'000, 30'000), WriteAction::kLinkLost, "", "link is dead");
  }
  if (faults.strikes(Fault::kTableChanged, table)) {
    return failing(random_.pause(1, 10), WriteAction::kStop, "42703", "column is gone");
  }
  if (faults.strikes(Fault::kTableLocked, table)) {
    return failing(milliseconds(2'000), WriteAction::kRetryAlone, "55P03", "lock timeout");
  }
  if (faults.strikes(Fault::kUnknownError, me)) {
    return failing(random_.pause(1, 50), WriteAction::kRetryUnknown, "XX000", "internal error");
  }
  if (holds_a_cursed_record(job) && faults.strikes(Fault::kRowCursed, table)) {
    return failing(random_.pause(1, 50), WriteAction::kRetryUnknown, "XX000", "row is cursed");
  }
  if (faults.is_at_work(Fault::kDeadlock, me) && random_.percent(40)) {
    faults.strikes(Fault::kDeadlock, me);
    return failing(milliseconds(1'000), WriteAction::kRetryLater, "40P01", "deadlock detected");
  }
  if (faults.is_at_work(Fault::kStatementTimeout, me) && random_.percent(40)) {
    faults.strikes(Fault::kStatementTimeout, me);
    return failing(kStatementTimeout, WriteAction::kRetrySmaller, "57014", "statement timeout");
  }
  return std::nullopt;
}

void MemberWriters::land_when_due(std::uint32_t writer, Duration after) {
  const std::uint64_t number = writers_[writer].flight->number;
  parts_.agenda.after(after, [self = weak_from_this(), writer, number] {
    const auto alive = self.lock();
    if (alive == nullptr || alive->is_dead_) return;
    const auto& flight = alive->writers_[writer].flight;
    if (!flight || flight->number != number) return;
    // The server goes on with what it has; COMMIT may still be to come from a process that stands.
    if (alive->is_frozen_ && alive->random_.percent(50)) return;
    alive->land(writer);
  });
}

void MemberWriters::thaw() {
  is_frozen_ = false;
  for (std::uint32_t index = 0; index < writers_.size(); ++index) {
    if (writers_[index].flight) land_when_due(index, random_.pause(1, 2'000));
  }
}

void MemberWriters::land(std::uint32_t index) {
  Writer& writer = writers_[index];
  Flight flight = std::move(*writer.flight);
  writer.flight.reset();
  WriteResult result;
  if (flight.ending.is_run) result = run(writer, flight.job);
  if (flight.ending.told) result = *flight.ending.told;
  parts_.trace.say("writer.done",
                   {parts_.target, index, static_cast<int>(result.action), result.applied,
                    result.stale, result.unmatched},
                   result.reason);
  done_.push_back({index, std::move(result), parts_.agenda.now() - flight.sent_at});
  parts_.wake();
}

WriteResult MemberWriters::run(Writer& writer, const WriteJob& job) {
  if (writer.every_row_batches > 0) {
    --writer.every_row_batches;
    return *run_once(writer, job, FoldDetail::kEveryRow);
  }
  if (auto result = run_once(writer, job, FoldDetail::kCounts)) return *result;
  writer.every_row_batches = kEveryRowBatches;
  return *run_once(writer, job, FoldDetail::kEveryRow);
}

std::optional<WriteResult> MemberWriters::run_once(Writer& writer, const WriteJob& job,
                                                   FoldDetail detail) {
  Server& server = parts_.server;
  const TransactionCheck check(job, parts_.brokers, server);
  const FoldedBatch& folded = writer.folder.fold(*job.batch, job.range, *job.plans, detail);
  const auto results = server.run(folded, *job.plans);
  if (!results) return failed(WriteAction::kIsolate, "23514", "a constraint refuses a row");
  const auto counts = settle(folded, *results);
  if (!counts) {
    require(detail == FoldDetail::kCounts && !folded.settles_by_counts,
            "what was folded in detail settles");
    server.roll_back();
    return std::nullopt;
  }
  check.check(*counts, server);
  server.commit();
  check.mark_applied();
  WriteResult result;
  result.applied = counts->applied;
  result.stale = counts->stale;
  result.unmatched = counts->unmatched;
  return result;
}

// Once the sink has answered, what went out before is no probe of the next outage.
std::vector<WriteDone> MemberWriters::take_done() {
  const bool has_answered = std::any_of(done_.begin(), done_.end(), [](const WriteDone& done) {
    return !is_unavailable(done.result.action);
  });
  for (Writer& writer : writers_) {
    if (has_answered && writer.flight) writer.flight->is_probe = false;
  }
  return std::exchange(done_, {});
}

void MemberWriters::cancel() {
  for (std::uint32_t index = 0; index < writers_.size(); ++index) {
    if (!writers_[index].flight) continue;
    writers_[index].flight->ending =
        failing({}, WriteAction::kRetrySmaller, "57014", "cancelled by us");
    writers_[index].flight->number = ++last_flight_;
    land_when_due(index, random_.pause(1, 50));
  }
}

void MemberWriters::die(const std::shared_ptr<void>& memory) {
  is_dead_ = true;
  for (Writer& writer : writers_) {
    if (!writer.flight || !writer.flight->ending.is_run || random_.percent(33)) continue;
    // The backend of a client that was killed goes on for seconds.
    const auto pause = random_.percent(50) ? std::chrono::milliseconds(0) : random_.pause(1, 6'000);
    parts_.agenda.after(pause, [self = shared_from_this(), memory, &writer] {
      const WriteResult result = self->run(writer, writer.flight->job);
      self->parts_.trace.say("writer.landed_late",
                             {self->parts_.target, static_cast<int>(result.action)});
    });
  }
}

}  // namespace projector::simulation
