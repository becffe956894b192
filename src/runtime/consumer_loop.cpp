#include "projector/runtime/consumer_loop.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace projector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = SourceEvent::Kind;

constexpr auto kTick = milliseconds(250);
constexpr auto kEndOffsetsInterval = seconds(1);
// Nothing is due that late; a bound, so that a lost wake-up would not be the end.
constexpr auto kSleepMax = milliseconds(250);

}  // namespace

ConsumerLoop::ConsumerLoop(const RuntimeOptions& options, ConsumerLoopParts parts,
                           bool offset_lost_skips)
    : parts_(std::move(parts)),
      offset_lost_skips_(offset_lost_skips),
      writers_(static_cast<std::uint32_t>(parts_.pipeline.writer_queues().size())),
      options_(options),
      reader_(parts_.source, parts_.pipeline, parts_.clock),
      letters_(parts_.pipeline, parts_.letters, parts_.observer, parts_.log),
      log_watch_(parts_.pipeline, parts_.lookup, parts_.log) {}

void ConsumerLoop::request_stop() noexcept {
  stop_requested_.store(true);
  parts_.source.wake();
}

void ConsumerLoop::request_tuning(Tunables tunables) {
  tunables_.put(std::move(tunables));
  parts_.source.wake();
}

ExitCode ConsumerLoop::run() {
  parts_.source.subscribe();
  while (true) {
    const Now now{
        std::chrono::steady_clock::now(),
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now())};
    const auto pause = step(now);
    if (exit_code_) return *exit_code_;
    parts_.source.wait(pause);
  }
}

std::chrono::milliseconds ConsumerLoop::step(Now now) {
  stages_.begin(now.steady);
  tune(now);
  if (auto view = group_view_.take()) parts_.observer.on_group_view(*std::move(view));
  const bool may_read = take_events(now);
  if (exit_code_) return milliseconds(0);
  take_results(now);
  letters_.take_acknowledged(now);
  stop_and_resume(now);
  reads_at_once_ = may_read && read(now);
  letters_.send();
  dispatch(now);
  commit_when_due(now);
  leave_when_drained(now);
  stop_when_drained(now);
  look_around(now);
  stages_.end(see_stages(now));
  return time_to_sleep(now);
}

void ConsumerLoop::tune(Now now) {
  const auto taken = tunables_.take();
  if (!taken) return;
  options_ = taken->runtime;
  parts_.pipeline.tune(taken->pipeline, now.steady);
  parts_.observer.tune(taken->pipeline.flow);
  next_commit_ = std::min(next_commit_, now.steady + options_.commit_interval);
  // Whoever learns that it was taken finds the limits shown.
  parts_.observer.tick(now);
  taken->when_taken();
}

// --- What the group and the log say.

bool ConsumerLoop::take_events(Now now) {
  while (!exit_code_) {
    const auto event = parts_.source.next_event();
    if (!event) return true;
    on_event(*event, now);
    // It may have asked the broker and waited: look around before the next one.
    if (event->kind != Kind::kOffsetLost) continue;
    parts_.source.wake();
    return false;
  }
  return false;
}

void ConsumerLoop::on_event(const SourceEvent& event, Now now) {
  parts_.observer.on_event(event, now);
  switch (event.kind) {
    case Kind::kAssigned:
      on_assigned(event);
      break;
    case Kind::kRevoked:
    case Kind::kLost:
      on_revoked(event, now);
      break;
    case Kind::kCommitted:
    case Kind::kCommitFailed:
      on_commit_ended(event);
      break;
    case Kind::kEndOffsets:
      on_end_offsets(event, now);
      break;
    case Kind::kEndOfPartition:
      parts_.pipeline.pass_to(event.partitions.front());
      break;
    case Kind::kPartitionError:
      parts_.pipeline.stand_still(event.partitions.front().partition,
                                  {StandstillCause::kUnreadable, event.reason}, now.steady);
      break;
    case Kind::kOffsetLost:
      on_offset_lost(event.partitions.front().partition, now);
      break;
    case Kind::kTopicChanged:
      for (const PartitionOffset& entry : event.partitions) {
        parts_.pipeline.give_over(entry.partition, {StandstillCause::kTopicChanged, event.reason});
      }
      break;
    case Kind::kThrottled:
      break;
    case Kind::kAccess:
      on_access(event);
      break;
    case Kind::kRenewed:
      parts_.log.write(Severity::kWarning, "kafka.renewed", event.reason);
      break;
    case Kind::kWarning:
      parts_.log.write(Severity::kWarning, "kafka.warning", event.reason);
      break;
    case Kind::kFatal:
      parts_.log.write(Severity::kError, "kafka.fatal", event.reason);
      parts_.observer.end(now);
      exit_code_ = ExitCode::kFenced;
      break;
  }
}

void ConsumerLoop::on_assigned(const SourceEvent& event) {
  for (const PartitionOffset& start : event.partitions) parts_.pipeline.assign(start);
  for (const PartitionRef partition : event.without_offset) {
    parts_.pipeline.count_lost_offset(partition);
    parts_.log.write(Severity::kWarning, "offsets.missing",
                     text(partition) +
                         " has no committed offset in a group that has others: it is new, or the "
                         "offset expired; reading from where its log begins");
  }
  parts_.source.confirm_assigned();
  parts_.observer.on_joined();
  parts_.observer.on_rebalance();
  parts_.log.write(Severity::kInfo, "group.assigned",
                   std::to_string(event.partitions.size()) + " partitions assigned");
  next_commit_ = Instant{};       // What it starts from is stored at once.
  next_end_offsets_ = Instant{};  // And lag is known at once.
}

void ConsumerLoop::on_revoked(const SourceEvent& event, Now now) {
  Leaving leaving{{}, now.steady + options_.revoke_drain};
  for (const PartitionOffset& entry : event.partitions) {
    leaving.partitions.push_back(entry.partition);
  }
  const std::string count = std::to_string(event.partitions.size());
  if (event.kind == Kind::kRevoked) {
    parts_.log.write(Severity::kInfo, "group.revoked", count + " partitions revoked");
    revoked_ = std::move(leaving);
    return;
  }
  // Another member may have them already: what they hold here is not ours to commit.
  parts_.observer.on_lost();
  parts_.log.write(Severity::kWarning, "group.lost",
                   count + " partitions lost; " + event.reason +
                       "; what was in flight will be read again by their owner");
  give_back(leaving);
}

void ConsumerLoop::on_commit_ended(const SourceEvent& event) {
  commit_in_flight_since_.reset();
  const bool stored = event.kind == Kind::kCommitted;
  parts_.observer.on_commit(stored, event.seconds);
  parts_.pipeline.on_committed(event.partitions);
  if (stored) return;
  parts_.log.write(event.needs_mending ? Severity::kError : Severity::kWarning,
                   "offsets.commit_failed", "offsets were not stored: " + event.reason);
}

// Topics share a reason where it is the group's.
void ConsumerLoop::on_access(const SourceEvent& event) {
  std::set<std::string> refused(event.refused.begin(), event.refused.end());
  refused.erase(std::string());
  for (const std::string& what : refused) {
    parts_.log.write(Severity::kError, "kafka.refused",
                     what + "; asking again until it is granted");
  }
  if (refused.empty()) {
    parts_.log.write(Severity::kInfo, "kafka.granted", "the brokers refuse nothing any more");
  }
}

void ConsumerLoop::on_end_offsets(const SourceEvent& event, Now now) {
  for (const PartitionOffset& end : event.partitions) {
    parts_.pipeline.on_end_offset(end, now);
  }
  parts_.observer.on_end_offsets(now);
}

void ConsumerLoop::on_offset_lost(PartitionRef partition, Now now) {
  if (!offset_lost_skips_) {
    parts_.pipeline.give_over(
        partition,
        {StandstillCause::kOffsetLost,
         "the offset to read is no longer in the log; what lay there is lost. It stays so until a "
         "restart: set kafka.offset_lost: earliest to go on where the log begins now"});
    return;
  }
  const auto earliest = parts_.source.earliest(partition);
  if (!earliest) {
    parts_.pipeline.stand_still(
        partition, {StandstillCause::kUnreadable, "the broker does not say where the log begins"},
        now.steady);
    return;
  }
  parts_.log.write(Severity::kError, "offsets.lost",
                   text(partition) + ": the offset to read is no longer in the log; going on at " +
                       std::to_string(earliest->value));
  parts_.pipeline.skip_to({partition, *earliest}, now.steady);
}

// --- Work.

void ConsumerLoop::take_results(Now now) {
  for (const WriteDone& done : parts_.writers.take_done()) {
    --writers_busy_;
    const bool was_open = parts_.pipeline.circuit().is_open();
    parts_.pipeline.on_result(done.writer, done.result, done.took, now);
    parts_.observer.on_written(done, now);
    const bool is_open = parts_.pipeline.circuit().is_open();
    if (is_open && !was_open) {
      parts_.log.write(Severity::kError, "sink.down",
                       "PostgreSQL cannot be reached: " + done.result.reason +
                           "; one probe tries at most every 2 s, everything else waits");
    } else if (was_open && !is_open) {
      parts_.log.write(Severity::kInfo, "sink.up", "PostgreSQL answers again");
    } else if (is_retried(done.result.action) && !(is_open && is_unavailable(done.result.action))) {
      parts_.log.write(
          Severity::kWarning, "batch.failed",
          (done.result.sqlstate.empty() ? "" : done.result.sqlstate + ": ") + done.result.reason);
    }
  }
}

void ConsumerLoop::stop_and_resume(Now now) {
  std::map<std::string, std::string> news;  // Reason -> partitions: a table stops many at once.
  while (const auto stopped = parts_.pipeline.next_stop(now.steady)) {
    parts_.source.stop(stopped->partition);
    reader_.forget(stopped->partition);
    if (!stopped->is_news) continue;
    std::string& partitions = news[stopped->reason];
    partitions.append(partitions.empty() ? "" : ", ").append(text(stopped->partition));
  }
  for (auto& [reason, message] : news) {
    message.append(" stopped, the others go on: ").append(reason);
    parts_.log.write(Severity::kError, "partition.stopped", message);
  }
  // Not while partitions leave: to start one again may take an assignment.
  if (revoked_ || stopping_) return;
  while (const auto next = parts_.pipeline.next_resume(now.steady)) parts_.source.resume(*next);
}

void ConsumerLoop::dispatch(Now now) {
  while (const auto job = parts_.pipeline.next_dispatch(now.steady)) {
    ++writers_busy_;
    parts_.observer.on_sent(job->writer, now);
    parts_.writers.send(job->writer, {job->batch, job->range, parts_.plans[job->batch->topic]});
  }
}

void ConsumerLoop::commit_when_due(Now now) {
  if (revoked_ || stopping_ || commit_in_flight_since_ || now.steady < next_commit_) return;
  next_commit_ = now.steady + options_.commit_interval;
  start_commit(now);
}

void ConsumerLoop::start_commit(Now now) {
  const auto commits = parts_.pipeline.commits();
  if (commits.empty()) return;
  parts_.source.commit(commits);
  commit_in_flight_since_ = now.steady;
}

void ConsumerLoop::look_around(Now now) {
  if (exit_code_) return;
  if (now.steady >= next_end_offsets_) {
    next_end_offsets_ = now.steady + kEndOffsetsInterval;
    parts_.source.ask_end_offsets();
  }
  if (now.steady >= next_tick_) {
    next_tick_ = now.steady + kTick;
    letters_.look();
    parts_.pipeline.follow_sink(now.steady);
    log_watch_.look(now);
    for (std::uint32_t topic = 0; topic < parts_.pipeline.topic_count(); ++topic) {
      parts_.observer.on_headroom(topic, log_watch_.headroom_seconds(topic, now));
    }
    parts_.observer.on_stages(stages_.totals());
    parts_.observer.tick(now);
    parts_.pipeline.obey(parts_.observer.orders());
  }
}

std::chrono::milliseconds ConsumerLoop::time_to_sleep(Now now) const {
  if (reads_at_once_ || exit_code_) return milliseconds(0);
  Instant until = std::min(now.steady + kSleepMax, next_tick_);
  if (const auto deadline = parts_.pipeline.next_deadline()) until = std::min(until, *deadline);
  if (!commit_in_flight_since_ && !revoked_ && !stopping_) until = std::min(until, next_commit_);
  if (revoked_ && revoked_->deadline > now.steady) until = std::min(until, revoked_->deadline);
  const auto pause = std::chrono::ceil<milliseconds>(until - now.steady);
  return std::max(pause, milliseconds(0));
}

std::string ConsumerLoop::text(PartitionRef partition) const {
  return parts_.pipeline.topic(partition.topic).name + "/" + std::to_string(partition.partition);
}

}  // namespace projector
