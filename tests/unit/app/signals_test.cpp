#include "signals.h"

#include <csignal>

#include <unistd.h>

#include <gtest/gtest.h>

namespace projector::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class SignalsTest : public testing::Test {
 protected:
  const Signals signals_;
};

TEST_F(SignalsTest, AreValuesThatAreWaitedFor) {
  kill(getpid(), SIGTERM);
  EXPECT_EQ(signals_.wait(seconds(30)), Signal::kStop);
  kill(getpid(), SIGHUP);
  EXPECT_EQ(signals_.wait(seconds(30)), Signal::kReload);
  EXPECT_EQ(signals_.wait(milliseconds(0)), std::nullopt);
}

TEST_F(SignalsTest, SayThatItEndedOnce) {
  Signals::say_ended();
  EXPECT_EQ(signals_.wait(seconds(30)), Signal::kEnded);
  EXPECT_EQ(signals_.wait(milliseconds(0)), std::nullopt);
}

TEST_F(SignalsTest, TakeAStrangersSignalForNoEnd) {
  kill(getpid(), SIGUSR2);
  EXPECT_EQ(signals_.wait(seconds(30)), std::nullopt);
}

TEST_F(SignalsTest, KeepTheirOwnBesideAStrangers) {
  kill(getpid(), SIGUSR2);
  Signals::say_ended();
  EXPECT_EQ(signals_.wait(seconds(30)), Signal::kEnded);
}

}  // namespace
}  // namespace projector::app
