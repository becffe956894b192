#include "kafka/fetch_queue.h"

#include <string>

#include <gtest/gtest.h>

namespace projector::kafka {
namespace {

constexpr Instant kNow{std::chrono::hours(1)};

class FetchQueueTest : public testing::Test {
 protected:
  void ask(std::int32_t partition, std::int64_t offset) {
    queue_.ask({{0, partition}, Offset{offset}});
  }
  // What is started now, as "0@4 1@9".
  std::string start() {
    std::string text;
    while (const auto place = queue_.start(kNow)) {
      text.append(text.empty() ? "" : " ").append(std::to_string(place->partition.partition));
      text.append("@").append(std::to_string(place->offset.value));
    }
    return text;
  }

  FetchQueue queue_{2};
};

TEST_F(FetchQueueTest, StartsAFewAtATimeInTheirOrder) {
  ask(0, 4);
  ask(1, 9);
  ask(2, 7);
  EXPECT_EQ(start(), "0@4 1@9");
  const auto ended = queue_.end({0, 0});
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->offset, Offset{4});
  EXPECT_EQ(start(), "2@7");
}

TEST_F(FetchQueueTest, KeepsAPartitionOnceHoweverOftenItIsAsked) {
  ask(0, 1);
  ask(1, 1);
  EXPECT_EQ(start(), "0@1 1@1");  // And nobody answers.
  for (std::int64_t offset = 0; offset < 1000; ++offset) {
    for (std::int32_t partition = 0; partition < 4; ++partition) ask(partition, offset);
  }
  EXPECT_EQ(queue_.waiting(), 2u);
}

TEST_F(FetchQueueTest, FetchesTheLatestPlaceAtTheFirstTurn) {
  ask(0, 4);
  ask(1, 9);
  ask(2, 7);
  ask(0, 5);
  EXPECT_EQ(start(), "0@5 1@9");
}

TEST_F(FetchQueueTest, FetchesAPartitionAgainOnceItEnded) {
  ask(0, 4);
  EXPECT_EQ(start(), "0@4");
  queue_.end({0, 0});
  ask(0, 4);
  EXPECT_EQ(start(), "0@4");
}

TEST_F(FetchQueueTest, KnowsNothingOfWhatIsNotInTheAir) {
  ask(0, 4);
  EXPECT_FALSE(queue_.end({0, 0}).has_value());
}

TEST_F(FetchQueueTest, TellsWhatIsLate) {
  ask(0, 4);
  EXPECT_EQ(start(), "0@4");
  EXPECT_TRUE(queue_.late(kNow - std::chrono::nanoseconds(1)).empty());
  EXPECT_EQ(queue_.late(kNow).size(), 1u);
}

}  // namespace
}  // namespace projector::kafka
