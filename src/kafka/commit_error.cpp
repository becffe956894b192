#include "commit_error.h"

#include <algorithm>
#include <array>

#include "error_text.h"

namespace projector::kafka {
namespace {

constexpr std::array kRules = {
    CommitRule{RD_KAFKA_RESP_ERR_NO_ERROR, CommitEnd::kStored, ""},
    CommitRule{RD_KAFKA_RESP_ERR__NO_OFFSET, CommitEnd::kStored, ""},
    CommitRule{RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, CommitEnd::kOutdated, ""},
    CommitRule{RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, CommitEnd::kOutdated, ""},
    CommitRule{RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, CommitEnd::kOutdated, ""},
    CommitRule{RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST, CommitEnd::kOutdated, ""},
    CommitRule{RD_KAFKA_RESP_ERR_STALE_MEMBER_EPOCH, CommitEnd::kOutdated, ""},
    // The client reports it as fatal, too.
    CommitRule{RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, CommitEnd::kOutdated, ""},
    CommitRule{RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, CommitEnd::kRefused,
               "grant the user READ on the group of kafka.group"},
    CommitRule{RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, CommitEnd::kRefused,
               "grant the user READ on the topic"},
    CommitRule{RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, CommitEnd::kRefused,
               "grant the user what the brokers' log says is missing"},
    CommitRule{RD_KAFKA_RESP_ERR_INVALID_GROUP_ID, CommitEnd::kRefused, "change kafka.group"},
    CommitRule{RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE, CommitEnd::kRefused,
               "raise the brokers' offset.metadata.max.bytes to 256 or more"},
    CommitRule{RD_KAFKA_RESP_ERR_INVALID_COMMIT_OFFSET_SIZE, CommitEnd::kRefused,
               "raise the brokers' message.max.bytes"},
};

const CommitRule* find(rd_kafka_resp_err_t error) {
  const auto* const rule = std::ranges::find(kRules, error, &CommitRule::error);
  return rule == kRules.end() ? nullptr : rule;
}

}  // namespace

std::span<const CommitRule> commit_rules() { return kRules; }

CommitEnd commit_end(rd_kafka_resp_err_t error) {
  const CommitRule* const rule = find(error);
  return rule == nullptr ? CommitEnd::kAgain : rule->end;
}

std::string commit_error_text(rd_kafka_resp_err_t error) {
  std::string text = error_text(error);
  switch (commit_end(error)) {
    case CommitEnd::kStored:
      break;
    case CommitEnd::kAgain:
      text += "; they are offered again";
      break;
    case CommitEnd::kOutdated:
      text += "; the group has moved on, and says next whose the partitions are";
      break;
    case CommitEnd::kRefused:
      text.append("; it stays so until it is mended: ").append(find(error)->remedy);
      break;
  }
  return text;
}

}  // namespace projector::kafka
