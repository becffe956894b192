#include "projector/runtime/bounded_queue.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace projector {
namespace {

TEST(BoundedQueue, HandsItemsOutInOrder) {
  BoundedQueue<int> queue(2);
  queue.push(1);
  queue.push(2);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.take_all(), std::vector<int>{2});
}

TEST(BoundedQueue, EndsAWaitWhenItIsClosed) {
  BoundedQueue<int> queue(1);
  std::optional<int> got = 1;
  std::thread waiting([&] { got = queue.pop(); });
  queue.close();
  waiting.join();
  EXPECT_EQ(got, std::nullopt);
}

TEST(BoundedQueue, HandsOutWhatCameBeforeTheClose) {
  BoundedQueue<int> queue(1);
  queue.push(1);
  queue.close();
  queue.push(2);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, WakesAWaiterForEachItem) {
  BoundedQueue<int> questions(1);
  BoundedQueue<int> answers(1);
  std::thread waiting([&] {
    while (const auto item = questions.pop()) answers.push(*item * 2);
  });
  int sum = 0;
  for (int i = 0; i < 100; ++i) {
    questions.push(i);
    sum += answers.pop().value_or(0);
  }
  questions.close();
  waiting.join();
  EXPECT_EQ(sum, 9900);
}

TEST(BoundedQueueDeathTest, RefusesMoreThanItsCapacity) {
  BoundedQueue<int> queue(1);
  queue.push(1);
  EXPECT_DEATH(queue.push(2), "more was sent");
}

}  // namespace
}  // namespace projector
