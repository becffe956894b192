#include "projector/runtime/decision_ring.h"

#include <gtest/gtest.h>

#include "loop_fixture.h"

namespace projector {
namespace {

constexpr Now kNow{Instant(std::chrono::hours(1)), WallTime(std::chrono::hours(1))};

TEST(DecisionRing, KeepsEachChangeOnce) {
  RecordingLog log;
  DecisionRing ring(log);
  ring.note("steady", "caught up", kNow);
  ring.note("absorbing", "a burst", kNow);
  ring.note("absorbing", "still", kNow);

  const auto decisions = ring.decisions();
  ASSERT_EQ(decisions.size(), 1u);
  EXPECT_EQ(decisions[0].from + ">" + decisions[0].to + ": " + decisions[0].reason,
            "steady>absorbing: a burst");
  EXPECT_EQ(decisions[0].at_unix_seconds, 3600);
  EXPECT_EQ(log.messages, "");  // The topic's own change was said, with the numbers.
}

TEST(DecisionRing, KeepsTheLastTwoHundredAndWritesThemInTenLines) {
  RecordingLog log;
  DecisionRing ring(log);
  for (int i = 0; i < 205; ++i) {
    ring.note(i % 2 == 0 ? "absorbing" : "steady", "reason " + std::to_string(i), kNow);
  }
  EXPECT_EQ(ring.decisions().size(), 200u);
  EXPECT_EQ(ring.decisions().front().reason, "reason 5");

  ring.write_out();
  EXPECT_EQ(log.count("state.decisions"), 10);
  EXPECT_NE(log.messages.find("decisions 1 to 20 of 200 | 3600.000 absorbing -> steady: reason 5"),
            std::string::npos);
  EXPECT_NE(log.messages.find("reason 204"), std::string::npos);
}

TEST(DecisionRing, WritesLinesThatTheLogTakesWhole) {
  RecordingLog log;
  DecisionRing ring(log);
  for (int i = 0; i < 200; ++i) {
    ring.note(i % 2 == 0 ? "protecting" : "amplifying", std::string(500, 'x'), kNow);
  }
  ring.write_out();
  EXPECT_EQ(log.count("state.decisions"), 10);
  EXPECT_LE(log.messages.size(), 10 * (EventLog::kMessageBytesMax + 1));
  EXPECT_NE(log.messages.find("protecting -> amplifying: x"), std::string::npos);
}

TEST(DecisionRing, ShowsMoreOfTheReasonsOfAFew) {
  RecordingLog log;
  DecisionRing ring(log);
  ring.note("absorbing", std::string(100, 'x') + "end", kNow);
  ring.write_out();
  EXPECT_NE(log.messages.find("xend"), std::string::npos);
}

TEST(DecisionRing, WritesNothingWhereNothingWasDecided) {
  RecordingLog log;
  DecisionRing(log).write_out();
  EXPECT_EQ(log.events, "");
}

}  // namespace
}  // namespace projector
