// Commits against brokers that refuse them: what the loop is told of each.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "projector/kafka/record_source.h"

#include "mock_brokers.h"

namespace projector::kafka {
namespace {

using testing::HasSubstr;

constexpr auto kDeadline = std::chrono::seconds(60);

class CommitTest : public testing::Test {
 protected:
  CommitTest() : CommitTest(Options{}) {}
  explicit CommitTest(Options options) : options_(std::move(options)) {
    brokers_.create("booking-events");
    TopicOptions topic;
    topic.name = "booking-events";
    options_.brokers = {brokers_.addresses()};
    options_.group = "projector";
    source_ = make_record_source(options_, {topic}, 1 << 20);
    source_->subscribe();
    wait_assigned();
  }
  ~CommitTest() override { source_->close(std::chrono::seconds(5)); }

  void wait_assigned() {
    EXPECT_TRUE(wait_for(SourceEvent::Kind::kAssigned).has_value());
    source_->confirm_assigned();
  }
  // The next event of this kind; nothing by the deadline.
  std::optional<SourceEvent> wait_for(SourceEvent::Kind kind) {
    return wait_for([kind](const SourceEvent& event) { return event.kind == kind; });
  }
  template <typename Wanted>
  std::optional<SourceEvent> wait_for(Wanted is_wanted) {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    while (std::chrono::steady_clock::now() < deadline) {
      while (auto event = source_->next_event()) {
        if (is_wanted(*event)) return event;
      }
      source_->wait(std::chrono::milliseconds(100));
    }
    return std::nullopt;
  }

  void ask_commit() {
    const PartitionOffset next{{0, 0}, Offset{0}};
    source_->commit({&next, 1});
  }
  // How the commit of offset 0 ends where it is answered by `error`.
  SourceEvent commit(rd_kafka_resp_err_t error) {
    brokers_.answer_commits({error});
    ask_commit();
    const auto ended = wait_for([](const SourceEvent& event) {
      return event.kind == SourceEvent::Kind::kCommitted ||
             event.kind == SourceEvent::Kind::kCommitFailed;
    });
    EXPECT_TRUE(ended.has_value());
    return ended.value_or(SourceEvent{});
  }

  MockBrokers brokers_;
  Options options_;
  std::unique_ptr<RecordSource> source_;
};

TEST_F(CommitTest, EndsByTheKindOfItsError) {
  const SourceEvent busy = commit(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS);
  EXPECT_EQ(busy.kind, SourceEvent::Kind::kCommitFailed);
  EXPECT_FALSE(busy.needs_mending);
  EXPECT_THAT(busy.reason, HasSubstr("offered again"));

  const SourceEvent unauthorized = commit(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
  EXPECT_EQ(unauthorized.kind, SourceEvent::Kind::kCommitFailed);
  EXPECT_TRUE(unauthorized.needs_mending);
  EXPECT_TRUE(unauthorized.partitions.empty()) << "nothing was stored";
  EXPECT_THAT(unauthorized.reason, HasSubstr("grant"));

  const SourceEvent stored = commit(RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_EQ(stored.kind, SourceEvent::Kind::kCommitted);
  ASSERT_EQ(stored.partitions.size(), 1u);
  EXPECT_EQ(stored.partitions.front().offset, Offset{0});
}

TEST_F(CommitTest, TellsThatTheGroupIsRefusedUntilItIsGrantedAgain) {
  commit(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
  const auto refused = wait_for(SourceEvent::Kind::kAccess);
  ASSERT_TRUE(refused.has_value());
  ASSERT_EQ(refused->refused.size(), 1u);
  EXPECT_THAT(refused->refused.front(), HasSubstr("the group projector"));

  commit(RD_KAFKA_RESP_ERR_NO_ERROR);
  const auto granted = wait_for(SourceEvent::Kind::kAccess);
  ASSERT_TRUE(granted.has_value());
  EXPECT_EQ(granted->refused.front(), "");
}

Options static_member() {
  Options options;
  options.instance_id = "pod-1";
  options.properties = {{"session.timeout.ms", "8000"}, {"heartbeat.interval.ms", "6000"}};
  return options;
}

class StaticMemberCommitTest : public CommitTest {
 protected:
  StaticMemberCommitTest() : CommitTest(static_member()) {}

  // A commit is answered, as another member's, 3 s after the session has ended, and 3 s before the
  // heartbeat that waits behind it is given up.
  void be_fenced_by_an_old_commit() {
    constexpr int kLate = 11000;
    brokers_.answer_commit_late(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, kLate);
    ask_commit();
    ASSERT_TRUE(wait_for(SourceEvent::Kind::kLost).has_value());
    source_->confirm_revoked();
  }
  SourceEvent::Kind wait_for_what_follows() {
    const auto ended = wait_for([](const SourceEvent& event) {
      return event.kind == SourceEvent::Kind::kRenewed || event.kind == SourceEvent::Kind::kFatal;
    });
    EXPECT_TRUE(ended.has_value());
    return ended.value_or(SourceEvent{}).kind;
  }
};

TEST_F(StaticMemberCommitTest, MakesTheClientAnewEachTimeAnOldCommitFencedIt) {
  for (int time = 1; time <= 2; ++time) {
    SCOPED_TRACE(time);
    be_fenced_by_an_old_commit();
    EXPECT_EQ(wait_for_what_follows(), SourceEvent::Kind::kRenewed);
    wait_assigned();
    EXPECT_EQ(commit(RD_KAFKA_RESP_ERR_NO_ERROR).kind, SourceEvent::Kind::kCommitted);
  }
}

TEST_F(StaticMemberCommitTest, IsFencedForGoodByACommitOfItsSession) {
  brokers_.answer_commits({RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID});
  ask_commit();
  EXPECT_EQ(wait_for_what_follows(), SourceEvent::Kind::kFatal);
}

}  // namespace
}  // namespace projector::kafka
