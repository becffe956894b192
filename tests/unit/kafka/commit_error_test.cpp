#include "kafka/commit_error.h"

#include <string>

#include <gmock/gmock.h>

namespace projector::kafka {
namespace {

using testing::HasSubstr;

TEST(CommitError, OffersAgainWhatPasses) {
  for (const auto error :
       {RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT,
        RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__WAIT_COORD,
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
        RD_KAFKA_RESP_ERR_UNKNOWN}) {
    EXPECT_EQ(commit_end(error), CommitEnd::kAgain) << rd_kafka_err2name(error);
  }
}

TEST(CommitError, IsOutdatedWhereTheGroupHasMovedOn) {
  for (const auto error :
       {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
        RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID}) {
    EXPECT_EQ(commit_end(error), CommitEnd::kOutdated) << rd_kafka_err2name(error);
  }
}

TEST(CommitError, IsNoneWhereNothingWasToBeStored) {
  EXPECT_EQ(commit_end(RD_KAFKA_RESP_ERR_NO_ERROR), CommitEnd::kStored);
  EXPECT_EQ(commit_end(RD_KAFKA_RESP_ERR__NO_OFFSET), CommitEnd::kStored);
}

TEST(CommitError, NamesTheRemedyWhereSomebodyMustMendIt) {
  int refused = 0;
  for (const CommitRule& rule : commit_rules()) {
    if (rule.end != CommitEnd::kRefused) continue;
    ++refused;
    EXPECT_THAT(commit_error_text(rule.error), HasSubstr(rule.remedy));
    EXPECT_STRNE(rule.remedy, "") << rd_kafka_err2name(rule.error);
  }
  EXPECT_EQ(refused, 6);
}

TEST(CommitError, SaysItsNameAndWhatFollows) {
  const std::string text = commit_error_text(RD_KAFKA_RESP_ERR_NOT_COORDINATOR);
  EXPECT_THAT(text, HasSubstr("(NOT_COORDINATOR)"));
  EXPECT_THAT(text, HasSubstr("offered again"));
}

}  // namespace
}  // namespace projector::kafka
