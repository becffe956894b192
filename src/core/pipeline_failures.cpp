// The pipeline's half of batches that came back without being applied: what is done next.

#include <chrono>

#include "projector/core/pipeline.h"

#include "pipeline_policy.h"

namespace projector {
namespace {

// A locked table is asked again so soon. The attempt itself waits for the lock, so that work goes
// on within moments of its release.
constexpr auto kLockPauseMax = std::chrono::seconds(2);

}  // namespace

void Pipeline::on_failure(Lane& lane, const WriteResult& result, Now now) {
  const std::uint32_t topic = lane.topic();
  ++figures_.db_errors[error_class(result)];
  switch (result.action) {
    case WriteAction::kApplied:
      break;
    case WriteAction::kRetrySmaller:
      topics_[topic].pace.on_timeout(lane.part().size());
      retry(lane, result, now.steady);
      break;
    case WriteAction::kRetryAlone:
      topics_[topic].pace.on_lock_timeout();
      retry(lane, result, now.steady);
      lane.wait_at_most_until(now.steady + kLockPauseMax);
      break;
    case WriteAction::kRetryLater:
    case WriteAction::kRetryUnknown:
    case WriteAction::kUnavailable:
    case WriteAction::kLinkLost:
      retry(lane, result, now.steady);
      break;
    case WriteAction::kIsolate:
      if (lane.halve_part() || dead_letter_part(lane, result)) break;
      stop_at_part(lane, refused_reason(lane.first_offset(), result), now.steady);
      lane.retry_part(now.steady);
      break;
    case WriteAction::kStop:
      stop_topic(topic, {StandstillCause::kSchema, result.reason}, now.steady);
      lane.retry_part(now.steady + kResumePause);
      break;
  }
}

void Pipeline::retry(Lane& lane, const WriteResult& result, Instant now) {
  ++figures_.retries[error_class(result)];
  figures_.topics[lane.topic()].retried += lane.part().size();
  lane.streak().add(result.sqlstate, figures_.db_commit_ok_seconds.count(), now);
  const bool may_be_to_blame =
      result.action == WriteAction::kRetryUnknown || result.action == WriteAction::kLinkLost;
  if (may_be_to_blame && lane.streak().is_to_blame()) {
    if (lane.halve_part()) return;
    // A lone record is not known to be bad: it is kept, and its partition stands still.
    stop_at_part(lane, keeps_failing_reason(lane.first_offset(), result), now);
    lane.retry_part(now + kResumePause);
  } else if (is_unavailable(result.action)) {
    lane.retry_part(now);  // By whoever has a link; the circuit says when.
  } else {
    lane.retry_part(now + backoff_.pause_after(lane.failures() + 1));
  }
}

}  // namespace projector
