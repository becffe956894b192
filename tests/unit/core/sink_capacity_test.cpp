#include "projector/core/sink_capacity.h"

#include <vector>

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class SinkCapacityTest : public testing::Test {
 protected:
  void pass(Duration lasts, double per_second, bool is_full) {
    const Instant end = now_ + lasts;
    while (now_ < end) {
      now_ += milliseconds(250);
      finished_ += per_second / 4;
      capacity_.sample(now_, finished_, is_full);
    }
  }

  Instant now_{std::chrono::hours(1)};
  double finished_ = 0;
  SinkCapacity capacity_;
};

TEST_F(SinkCapacityTest, IsNotKnownBeforeTheSinkIsTheLimit) {
  pass(seconds(60), 500, false);
  EXPECT_FALSE(capacity_.is_limit());
  EXPECT_FALSE(capacity_.per_second());
}

TEST_F(SinkCapacityTest, IsLearnedInAFewSecondsOfBeingTheLimit) {
  pass(seconds(30), 500, false);
  pass(seconds(4), 600, true);
  EXPECT_TRUE(capacity_.is_limit());
  EXPECT_FALSE(capacity_.per_second());
  pass(seconds(2), 600, true);
  ASSERT_TRUE(capacity_.per_second());
  EXPECT_NEAR(*capacity_.per_second(), 600, 1);
}

TEST_F(SinkCapacityTest, IsNoLimitForOneSlowCommit) {
  pass(seconds(30), 500, false);
  pass(seconds(2), 0, true);
  EXPECT_FALSE(capacity_.is_limit());
}

TEST_F(SinkCapacityTest, EvensOutTheLumpsOfBatches) {
  for (int batch = 0; batch < 60; ++batch) {
    pass(milliseconds(750), 0, true);
    pass(milliseconds(250), 2'400, true);
  }
  EXPECT_NEAR(*capacity_.per_second(), 600, 50);
}

TEST_F(SinkCapacityTest, FollowsASinkThatBecomesSlow) {
  pass(seconds(60), 3'000, true);
  pass(seconds(45), 600, true);
  EXPECT_NEAR(*capacity_.per_second(), 600, 150);
}

TEST_F(SinkCapacityTest, IsForgottenAMinuteAfterTheSinkWasTheLimit) {
  pass(seconds(30), 600, true);
  pass(seconds(50), 500, false);
  EXPECT_FALSE(capacity_.is_limit());
  EXPECT_TRUE(capacity_.per_second());
  pass(seconds(15), 500, false);
  EXPECT_FALSE(capacity_.per_second());
}

TEST(ShareOf, GivesHigherClassesTheirsFirst) {
  const std::vector<TopicLoad> topics = {{TopicClass::kNormal, 100, 50},
                                         {TopicClass::kCritical, 0, 400}};
  EXPECT_DOUBLE_EQ(share_of(0, topics, 600), 200);
  EXPECT_DOUBLE_EQ(share_of(1, topics, 600), 600);
}

TEST(ShareOf, DividesAClassByWhatWaits) {
  const std::vector<TopicLoad> topics = {{TopicClass::kNormal, 300, 10},
                                         {TopicClass::kNormal, 100, 10}};
  EXPECT_DOUBLE_EQ(share_of(0, topics, 600), 450);
  EXPECT_DOUBLE_EQ(share_of(1, topics, 600), 150);
}

TEST(ShareOf, IsNeverLessThanWhatTheTopicHas) {
  const std::vector<TopicLoad> topics = {{TopicClass::kOptional, 500, 40},
                                         {TopicClass::kCritical, 500, 600}};
  EXPECT_DOUBLE_EQ(share_of(0, topics, 600), 40);
}

}  // namespace
}  // namespace projector
