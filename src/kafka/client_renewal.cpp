// KafkaSource's half that makes the client anew, where a commit of its own has fenced it.
//
// A commit waits for a coordinator that is away. When the session ends meanwhile, librdkafka sends
// it nevertheless, without a member id; the coordinator still knows the old one by the instance id,
// and says that another member has taken it. To librdkafka that is fatal, though nobody else is
// there. Another member with the same instance id is told by heartbeats and joins, too.
//
// However often: each time a session has ended with a commit in the air, so that this cannot spin;
// and of two rivals that both come back so, the later one's join fences the other's live session.

#include <utility>

#include "kafka_source.h"

namespace projector::kafka {

using Kind = SourceEvent::Kind;

bool KafkaSource::is_fenced_by_own_commit(rd_kafka_resp_err_t fatal) const {
  return fatal == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID && old_commit_in_flight_;
}

// What the loop has is lost with the old client, as by any other lost assignment.
void KafkaSource::announce_renewal() {
  is_renewal_due_ = true;
  if (assigned_->cnt > 0) {
    SourceEvent lost;
    lost.kind = Kind::kLost;
    lost.partitions = refs_of(*assigned_);
    lost.reason = "the client is made anew";
    events_.push_back(std::move(lost));
  }
  to_revoke_.reset();  // There is nobody left to be told that it is confirmed.
  if (std::exchange(commit_in_flight_, false)) {
    push(Kind::kCommitFailed, "the group had ended this member's session before it was stored");
  }
  push(Kind::kRenewed,
       "an offset commit from before the session ended was refused as another member's; the Kafka "
       "client is made anew and joins again");
}

void KafkaSource::renew() {
  is_renewal_due_ = false;
  old_commit_in_flight_ = false;
  // All that holds on to the old client goes before it.
  for (Intake& intake : intakes_) {
    intake.message.reset();
    intake.queue.reset();
  }
  partition_queues_.clear();
  consumer_queue_.reset();
  replies_.reset();
  topic_by_handle_.clear();
  last_handle_ = nullptr;
  stopped_.clear();
  identities_.forget_question();
  end_offsets_asked_ = false;
  forward_again_until_ = {};
  to_assign_.reset();
  assigning_.reset();
  assigned_.reset(rd_kafka_topic_partition_list_new(0));
  pauses_.seconds.clear();
  client_.reset();

  open();
  subscribe();
}

}  // namespace projector::kafka
