#include "projector/runtime/dead_letter_carrier.h"

#include <gtest/gtest.h>

#include "loop_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""s;

class DeadLetterCarrierTest : public LoopTest {
 protected:
  DeadLetterCarrierTest() : LoopTest("bookings.dead") {}

  // Ends known, so that there is a lag.
  void say_end(std::int64_t end) {
    SourceEvent event;
    event.kind = SourceEvent::Kind::kEndOffsets;
    event.partitions = {{kFirst, Offset{end}}};
    source_.say(event);
  }
  const TopicSnapshot& shown() const { return board_.latest->topics[0]; }
};

TEST_F(DeadLetterCarrierTest, CommitsPastABadRecordOnceItsLetterIsAcknowledged) {
  letters_.hold("");
  put(1);
  source_.put("k", "bad");
  put(1);
  settle();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@1");
  letters_.release();
  pass(1s);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@1 | 0/0@3");
  EXPECT_EQ(source_.stopped(), "");
  EXPECT_EQ(shown().outcomes[index_of(Outcome::kDeadLettered)], 1u);
}

TEST_F(DeadLetterCarrierTest, TellsOfEachLetter) {
  source_.put("k", "bad");
  source_.put("k", "bad");
  settle();
  EXPECT_EQ(log_.count("record.dead_lettered"), 2);
  EXPECT_NE(log_.messages.find("bookings/0: the record at offset 1 goes to bookings.dead (type): "
                               "/version: expected an integer\n"),
            std::string::npos)
      << log_.messages;
  ASSERT_EQ(letters_.sent().size(), 2u);
  EXPECT_EQ(letters_.sent()[1].value, "bad");
}

TEST_F(DeadLetterCarrierTest, TellsOnceThatLettersWaitAndOnceThatTheyGo) {
  letters_.hold("Broker: Unknown topic or partition");
  source_.put("k", "bad");
  pass(1s);
  pass(1s);
  EXPECT_EQ(log_.count("dead_letters.waiting"), 1);
  EXPECT_EQ(log_.count("dead_letters.going"), 0);
  letters_.release();
  pass(1s);
  pass(1s);
  EXPECT_EQ(log_.count("dead_letters.waiting"), 1);
  EXPECT_EQ(log_.count("dead_letters.going"), 1);
}

TEST_F(DeadLetterCarrierTest, ShowsAPartitionThatWaitsForALetter) {
  letters_.hold("");
  put(2);
  source_.put("k", "bad");
  settle();
  pass(1s);
  EXPECT_EQ(shown().partitions[0].waiting_for, "a dead letter at offset 2");
  letters_.release();
  pass(1s);
  EXPECT_EQ(shown().partitions[0].waiting_for, "");
}

TEST_F(DeadLetterCarrierTest, ShowsATopicAsStalledOnlyWhenNothingElseOfItIsApplied) {
  letters_.hold("Broker: Unknown topic or partition");
  source_.put("k", "bad");
  put(1);
  settle();
  say_end(2);
  pass(2s);
  EXPECT_EQ(shown().state, "absorbing");
  EXPECT_NE(shown().reason.find("dead letters wait for topic bookings.dead: Broker: Unknown topic"),
            std::string::npos)
      << shown().reason;
  say_end(2);
  pass(9s);
  say_end(2);
  pass(2s);
  EXPECT_EQ(shown().state, "stalled");
  EXPECT_EQ(shown().reason.find("dead letters wait for topic bookings.dead"), 0u) << shown().reason;
  letters_.release();
  say_end(2);
  pass(1s);
  EXPECT_EQ(shown().state, "steady");
}

TEST_F(DeadLetterCarrierTest, ReadsOnUntilTheCreditsAreUsedUp) {
  letters_.hold("");
  for (int i = 0; i < 10; ++i) source_.put("k", "bad");
  pass(1s);
  EXPECT_EQ(letters_.sent().size(), 4u);
  letters_.release();
  settle();
  pass(1s);
  EXPECT_EQ(letters_.sent().size(), 10u);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@10");
}

TEST_F(DeadLetterCarrierTest, WaitsForLettersBeforeARevoke) {
  letters_.hold("");
  source_.put("k", "bad");
  settle();
  source_.revoke(kFirst);
  pass(1s);
  EXPECT_EQ(source_.confirmed_revokes(), 0);
  letters_.release();
  settle();
  EXPECT_EQ(source_.confirmed_revokes(), 1);
  EXPECT_EQ(source_.committed(), "0/0@0 | 0/0@1");
}

TEST_F(DeadLetterCarrierTest, LetsALetterOfAnOlderAssignmentMoveNothing) {
  letters_.hold("");
  source_.put("k", "bad");
  settle();
  source_.lose(kFirst);
  settle();
  letters_.release();
  pass(2s);
  EXPECT_EQ(source_.committed(), "0/0@0");
  EXPECT_EQ(pipeline_.credits().records_in_use(), 0u);
}

TEST_F(DeadLetterCarrierTest, WaitsForLettersAtAStopUntilTheDrainDeadline) {
  letters_.hold("");
  source_.put("k", "bad");
  settle();
  loop_.request_stop();
  settle();
  pass(19s);
  EXPECT_FALSE(loop_.is_finished());
  pass(1s);
  EXPECT_TRUE(loop_.is_finished());
  EXPECT_EQ(source_.committed(), "0/0@0");
}

}  // namespace
}  // namespace projector
