#include "uncaught.h"

#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace projector::app {
namespace {

void throw_on_a_thread() {
  end_uncaught_with_70();
  std::thread([] { throw std::runtime_error("no room"); }).join();
}

TEST(UncaughtDeathTest, EndsTheProcessWith70AndSaysWhatWasThrown) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(throw_on_a_thread(), testing::ExitedWithCode(70), "internal error: no room");
}

}  // namespace
}  // namespace projector::app
