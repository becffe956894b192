// Records that can never be applied, in topics that have a dead-letter topic.

#include <string>

#include <gtest/gtest.h>

#include "pipeline_fixture.h"
#include "support/text_headers.h"

namespace projector {
namespace {

using std::chrono_literals::operator""s;

class DeadLetters : public testing::Test {
 protected:
  DeadLetters() { test.assign(0); }

  bool read(const RecordView& record) { return test.pipeline.read(record, test.now); }

  PipelineFixture test{{.records = 10, .writers = 2, .bytes = 10'000, .has_dead_letters = true}};
};

TEST_F(DeadLetters, AreMadeOfRecordsThatCannotBeMappedAndStopNothing) {
  ASSERT_TRUE(test.read(0, "k", "bad") && test.read(1));
  EXPECT_EQ(test.letters(), "1:0(type)");
  EXPECT_EQ(test.letters(), "") << "each comes out once";
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
  EXPECT_NE(test.dispatch(), "");
}

TEST_F(DeadLetters, HoldTheCommitUntilTheyAreAcknowledged) {
  ASSERT_TRUE(test.read(0) && test.read(1, "k", "bad") && test.read(2));
  ASSERT_EQ(test.letters(), "1:1(type)");
  ASSERT_NE(test.dispatch(), "");
  test.answer(WriteAction::kApplied, test.last.writer);
  EXPECT_EQ(test.commits(), "0/0@1");
  EXPECT_EQ(test.outcome(Outcome::kDeadLettered), 0u);

  test.pipeline.on_dead_letter(1, test.now);
  EXPECT_EQ(test.commits(), "0/0@3");
  EXPECT_EQ(test.outcome(Outcome::kDeadLettered), 1u);
}

TEST_F(DeadLetters, HoldTheirCreditsUntilTheyAreAcknowledged) {
  ASSERT_TRUE(test.read(0, "key", "bad value"));
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 1u);
  EXPECT_EQ(test.pipeline.credits().bytes_in_use(), sizeof(DeadLetter) + 12);
  EXPECT_EQ(test.pipeline.unfinished({}), 1u) << "a revoke waits for it";
  ASSERT_NE(test.letters(), "");
  test.pipeline.on_dead_letter(1, test.now);
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
  EXPECT_EQ(test.pipeline.credits().bytes_in_use(), 0u);
  EXPECT_EQ(test.pipeline.unfinished({}), 0u);
}

TEST_F(DeadLetters, SayNothingOfFreshness) {
  ASSERT_TRUE(test.read(0, "k", "bad"));
  ASSERT_NE(test.letters(), "");
  test.pipeline.on_dead_letter(1, test.now);
  EXPECT_EQ(test.pipeline.figures().topics[0].freshness.count(), 0u);
}

TEST_F(DeadLetters, WaitForRoomLikeEveryRecord) {
  ASSERT_TRUE(test.read(0, "k", "bad" + std::string(6'000, 'x')));
  EXPECT_FALSE(test.read(1, "k", "bad" + std::string(6'000, 'x')));
  ASSERT_EQ(test.letters(), "1:0(type)");
  test.pipeline.on_dead_letter(1, test.now);
  EXPECT_TRUE(test.read(1, "k", "bad" + std::string(6'000, 'x')));
  EXPECT_EQ(test.pipeline.figures().topics[0].redelivered, 0u) << "it was offered, not read";
}

TEST_F(DeadLetters, LeaveNoRoomBesideOneThatIsLargerThanAllInFlight) {
  ASSERT_TRUE(test.read(0));
  const std::string huge(20'000, '1');
  EXPECT_FALSE(test.read(1, "k", huge));
  ASSERT_NE(test.dispatch(), "");
  test.answer(WriteAction::kApplied, test.last.writer);
  EXPECT_TRUE(test.read(1, "k", huge));
  EXPECT_EQ(test.letters(), "1:1(too_large)");
  EXPECT_EQ(test.pipeline.credits().bytes_in_use(), 10'000u);
}

TEST_F(DeadLetters, AreMadeOfARecordWhoseRowsCouldNeverHaveRoom) {
  const std::string rows = "\x7f" + std::string(9'000, 'x');  // Seventy-nine.
  ASSERT_TRUE(test.read(0));
  EXPECT_FALSE(test.read(1, "k", rows));
  ASSERT_NE(test.dispatch(), "");
  test.answer(WriteAction::kApplied, test.last.writer);
  ASSERT_TRUE(test.read(1, "k", rows));
  const auto letter = test.pipeline.next_dead_letter();
  ASSERT_TRUE(letter.has_value());
  EXPECT_EQ(letter->rejection.reject, RejectClass::kTooLarge);
  EXPECT_NE(letter->rejection.reason.find("flow.in_flight_bytes"), std::string::npos);
}

TEST_F(DeadLetters, AreMadeOfTheOneRecordThatItsTableRefuses) {
  ASSERT_TRUE(test.read(0) && test.read(1) && test.read(2));
  ASSERT_NE(test.dispatch(), "");
  const std::uint32_t writer = test.last.writer;
  test.refuse();
  ASSERT_EQ(test.dispatch(), std::to_string(writer) + ": 0");
  test.refuse();
  EXPECT_EQ(test.letters(), "1:0(constraint)");
  ASSERT_NE(test.dispatch(), "");
  test.answer(WriteAction::kApplied, test.last.writer);
  EXPECT_EQ(test.outcome(Outcome::kApplied), 2u);
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 1u);
  EXPECT_EQ(test.commits(), "0/0@0");
  test.pipeline.on_dead_letter(1, test.now);
  EXPECT_EQ(test.commits(), "0/0@3");
  EXPECT_EQ(test.pipeline.credits().bytes_in_use(), 0u);
}

TEST_F(DeadLetters, AreMadeOnlyOfWhatTheServerGivesAStateFor) {
  ASSERT_TRUE(test.read(0));
  ASSERT_NE(test.dispatch(), "");
  test.answer(WriteAction::kIsolate, test.last.writer, "nobody knows");
  EXPECT_EQ(test.letters(), "");
  EXPECT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
}

TEST_F(DeadLetters, BearWhatWasRead) {
  const TextHeaders headers({{"trace", "t-1"}, {"none", {}}});
  RecordView record;
  record.offset = Offset{0};
  record.timestamp = test.now.wall + 50s;
  record.key = "k";
  record.headers = &headers;
  record.value = "bad";
  ASSERT_TRUE(read(record));
  record.offset = Offset{1};
  record.value = "1";
  ASSERT_TRUE(read(record));
  ASSERT_NE(test.dispatch(), "");
  test.refuse();

  for (const std::string_view value : {"bad", "1"}) {
    const auto letter = test.pipeline.next_dead_letter();
    ASSERT_TRUE(letter.has_value());
    EXPECT_EQ(letter->key, "k");
    EXPECT_EQ(letter->value, value);
    EXPECT_EQ(letter->timestamp, test.now.wall + 50s);
    ASSERT_EQ(letter->headers.size(), 2u);
    EXPECT_EQ(letter->headers[0].name, "trace");
    EXPECT_EQ(letter->headers[0].value, "t-1");
    EXPECT_EQ(letter->headers[1].value, std::nullopt);
  }
}

TEST_F(DeadLetters, TellNullFromEmpty) {
  RecordView record;
  record.offset = Offset{0};
  record.value = "bad";
  ASSERT_TRUE(read(record));
  const auto letter = test.pipeline.next_dead_letter();
  ASSERT_TRUE(letter.has_value());
  EXPECT_EQ(letter->key, std::nullopt);
  EXPECT_EQ(letter->timestamp, std::nullopt);
  record.offset = Offset{1};
  record.key = "";
  ASSERT_TRUE(read(record));
  EXPECT_EQ(test.pipeline.next_dead_letter()->key, "");
}

TEST_F(DeadLetters, OfAnOlderAssignmentFreeTheirCreditsAndMoveNothing) {
  ASSERT_TRUE(test.read(0, "k", "bad"));
  ASSERT_NE(test.letters(), "");
  test.pipeline.unassign({});
  test.assign(0);
  test.pipeline.on_dead_letter(1, test.now);
  EXPECT_EQ(test.commits(), "0/0@0");
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
  EXPECT_EQ(test.outcome(Outcome::kReleased), 1u);
  EXPECT_EQ(test.outcome(Outcome::kDeadLettered), 0u);
}

TEST_F(DeadLetters, AreNotSentOnceTheirPartitionIsGone) {
  ASSERT_TRUE(test.read(0, "k", "bad"));
  test.pipeline.unassign({});
  EXPECT_EQ(test.letters(), "");
  EXPECT_EQ(test.pipeline.credits().records_in_use(), 0u);
  EXPECT_EQ(test.outcome(Outcome::kReleased), 1u);
}

TEST_F(DeadLetters, LetAPartitionGoOnThatTriesOneRecord) {
  test.pipeline.stop({}, {StandstillCause::kSchema, "the table changed"}, test.now.steady);
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  test.now.steady += 5s;
  ASSERT_TRUE(test.pipeline.next_resume(test.now.steady).has_value());
  ASSERT_TRUE(test.read(0, "k", "bad") && test.read(1));
  EXPECT_EQ(test.letters(), "1:0(type)");
  EXPECT_NE(test.dispatch(), "");
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
}

TEST_F(DeadLetters, LetAPartitionGoOnWhoseTriedRecordIsRefusedOnceTheyAreAcknowledged) {
  test.pipeline.stop({}, {StandstillCause::kSchema, "the table changed"}, test.now.steady);
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  test.now.steady += 5s;
  ASSERT_TRUE(test.pipeline.next_resume(test.now.steady).has_value());
  ASSERT_TRUE(test.read(0));
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  ASSERT_NE(test.dispatch(), "");
  test.refuse();
  ASSERT_EQ(test.letters(), "1:0(constraint)");
  EXPECT_FALSE(test.pipeline.next_resume(test.now.steady).has_value());
  test.pipeline.on_dead_letter(1, test.now);
  const auto resumed = test.pipeline.next_resume(test.now.steady);
  ASSERT_TRUE(resumed.has_value());
  EXPECT_EQ(resumed->offset, Offset{1});
  EXPECT_TRUE(test.read(1) && test.read(2));
}

TEST_F(DeadLetters, AreMadeOnceThoughTheirPartitionHoldsUpTheOthers) {
  ASSERT_TRUE(test.read(0, "k", "bad"));
  ASSERT_EQ(test.letters(), "1:0(type)");
  for (std::int64_t offset = 1; test.pipeline.records_wanted() > 0; ++offset) {
    ASSERT_TRUE(test.read(offset));
    ASSERT_NE(test.dispatch(), "");
    test.answer(WriteAction::kApplied, test.last.writer);
  }
  EXPECT_FALSE(test.pipeline.next_stop(test.now.steady).has_value());
  test.now.steady += 15s;
  ASSERT_TRUE(test.pipeline.next_stop(test.now.steady).has_value());
  test.now.steady += 60s;
  EXPECT_FALSE(test.pipeline.next_resume(test.now.steady).has_value());
  test.pipeline.on_dead_letter(1, test.now);
  EXPECT_EQ(test.commits(), "0/0@1");
  EXPECT_EQ(test.pipeline.next_resume(test.now.steady)->offset, Offset{1});
  EXPECT_EQ(test.letters(), "");
}

TEST(DeadLettersDeathTest, AreAcknowledgedOnce) {
  PipelineFixture test({.has_dead_letters = true});
  test.assign(0);
  ASSERT_TRUE(test.read(0, "k", "bad"));
  ASSERT_NE(test.letters(), "");
  test.pipeline.on_dead_letter(1, test.now);
  EXPECT_DEATH(test.pipeline.on_dead_letter(1, test.now), "not on its way");
}

}  // namespace
}  // namespace projector
