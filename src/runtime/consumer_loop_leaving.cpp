// The loop's half of leaving: partitions that go, and the stop.

#include <chrono>
#include <string>

#include "projector/runtime/consumer_loop.h"

namespace projector {
namespace {

// A broker that does not answer the last commit must not hold up a revoke or a stop: what it does
// not store is read again.
constexpr auto kLastCommitTimeout = std::chrono::seconds(5);
constexpr auto kCloseTimeout = std::chrono::seconds(5);

}  // namespace

void ConsumerLoop::give_back(const Leaving& leaving) {
  for (const PartitionRef partition : leaving.partitions) {
    parts_.pipeline.unassign(partition);
    reader_.forget(partition);
  }
  revoked_.reset();
  parts_.source.confirm_revoked();
}

void ConsumerLoop::leave_when_drained(Now now) {
  if (!revoked_) return;
  std::uint32_t unfinished = 0;
  for (const PartitionRef partition : revoked_->partitions) {
    unfinished += parts_.pipeline.unfinished(partition);
  }
  if (unfinished > 0 && now.steady < revoked_->deadline) return;
  if (!commit_of_leaving_ended(*revoked_, now)) return;
  if (unfinished > 0) {
    parts_.log.write(Severity::kWarning, "group.revoked",
                     std::to_string(unfinished) +
                         " records were in flight at the revoke's deadline; their next owner "
                         "reads them again");
  }
  give_back(Leaving(*revoked_));
  // Credits came free, and no event tells of the records that wait meanwhile.
  reads_at_once_ = true;
}

// One commit, after the one that may be in flight, and both together not longer than one timeout.
bool ConsumerLoop::commit_of_leaving_ended(Leaving& leaving, Now now) {
  if (!leaving.commit_until) leaving.commit_until = now.steady + kLastCommitTimeout;
  if (commit_in_flight_since_) return now.steady >= *leaving.commit_until;
  if (leaving.commit_asked) return true;
  leaving.commit_asked = true;
  start_commit(now);
  return !commit_in_flight_since_;
}

void ConsumerLoop::stop_when_drained(Now now) {
  if (stop_requested_.load() && !stopping_) {
    stopping_ = Leaving{{}, now.steady + options_.shutdown_drain};
    parts_.observer.on_stopping();
    parts_.log.write(Severity::kInfo, "process.stopping",
                     "stop asked: finishing " +
                         std::to_string(parts_.pipeline.credits().records_in_use()) +
                         " records in flight");
  }
  if (!stopping_ || revoked_) return;
  const std::uint32_t in_flight = parts_.pipeline.credits().records_in_use();
  if (in_flight > 0 && now.steady < stopping_->deadline) return;
  if (!commit_of_leaving_ended(*stopping_, now)) return;
  if (in_flight > 0) {
    parts_.writers.cancel();
    parts_.log.write(Severity::kWarning, "process.stopping",
                     std::to_string(in_flight) +
                         " records were not applied by the drain deadline; they will be read "
                         "again");
  }
  parts_.source.close(kCloseTimeout);
  parts_.observer.end(now);
  exit_code_ = ExitCode::kDone;
}

}  // namespace projector
