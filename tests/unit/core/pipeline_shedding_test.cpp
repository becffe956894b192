#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class PipelineShedding : public testing::Test {
 protected:
  PipelineShedding() {
    test_.assign(0);
    ProtectionOrders orders;
    orders.sheds[static_cast<std::size_t>(TopicClass::kNormal)] = true;
    test_.pipeline.obey(orders);
  }

  bool read(std::int64_t offset, std::optional<Duration> age) {
    RecordView record;
    record.offset = Offset{offset};
    if (age) record.timestamp = test_.now.wall - std::chrono::duration_cast<milliseconds>(*age);
    record.key = "k";
    record.value = "1";
    return test_.pipeline.read(record, test_.now);
  }

  PipelineFixture test_{{.records = 2, .shed_older_than = seconds(60)}};
};

TEST_F(PipelineShedding, PassesOverWhatIsOlder) {
  EXPECT_TRUE(read(0, milliseconds(60'001)));
  EXPECT_EQ(test_.outcome(Outcome::kShed), 1u);
  EXPECT_EQ(test_.dispatch(), "");
  EXPECT_EQ(test_.commits(), "0/0@1");
  EXPECT_EQ(test_.pipeline.credits().records_in_use(), 0u);
}

TEST_F(PipelineShedding, AppliesWhatIsNotOlder) {
  EXPECT_TRUE(read(0, milliseconds(60'000)));
  EXPECT_TRUE(read(1, std::nullopt));
  EXPECT_EQ(test_.outcome(Outcome::kShed), 0u);
  EXPECT_EQ(test_.dispatch(), "0: 0 1");
}

TEST_F(PipelineShedding, NeedsNoRoom) {
  EXPECT_TRUE(read(0, seconds(1)));
  EXPECT_TRUE(read(1, seconds(1)));
  EXPECT_FALSE(read(2, seconds(1)));
  EXPECT_TRUE(read(2, seconds(61)));
  EXPECT_EQ(test_.outcome(Outcome::kShed), 1u);
  EXPECT_EQ(test_.commits(), "0/0@0");  // What lies before it is not applied yet.
}

TEST_F(PipelineShedding, EndsWithTheOrder) {
  test_.pipeline.obey({});
  EXPECT_TRUE(read(0, seconds(600)));
  EXPECT_EQ(test_.outcome(Outcome::kShed), 0u);
  EXPECT_EQ(test_.dispatch(), "0: 0");
}

TEST_F(PipelineShedding, IsNotForTopicsThatHold) {
  PipelineFixture holding;
  holding.assign(0);
  ProtectionOrders orders;
  orders.sheds.fill(true);
  holding.pipeline.obey(orders);
  RecordView record;
  record.timestamp = holding.now.wall - std::chrono::hours(1);
  EXPECT_FALSE(holding.pipeline.is_too_old(record, holding.now));
}

TEST(PipelineClasses, WriteLowerOnesWhatTheyAreOwed) {
  PipelineFixture test({.records = 100,
                        .batch_rows = 16,
                        .topics = 2,
                        .classes = {TopicClass::kCritical, TopicClass::kOptional}});
  const PartitionRef optional{1, 0};
  test.assign(0);
  test.assign(100, optional);
  for (std::int64_t offset = 0; offset < 48; ++offset) ASSERT_TRUE(test.read(offset));
  ASSERT_TRUE(test.read(100, "k", "1", optional));
  EXPECT_EQ(test.dispatch(), "0: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 100");
  test.answer(WriteAction::kApplied);
  EXPECT_EQ(test.dispatch(), "0: 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31");
}

}  // namespace
}  // namespace projector
