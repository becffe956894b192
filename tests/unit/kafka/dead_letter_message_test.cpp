#include "kafka/dead_letter_message.h"

#include <gtest/gtest.h>

namespace projector::kafka {
namespace {

std::string text(const std::vector<DeadLetterHeader>& headers) {
  std::string words;
  for (const auto& [name, value] : headers) {
    words.append(name).append("=").append(value.value_or("null")).append("\n");
  }
  return words;
}

DeadLetter letter() {
  DeadLetter made;
  made.partition = {0, 3};
  made.offset = Offset{41};
  made.timestamp = WallTime(std::chrono::milliseconds(1'784'037'800'125));
  made.value = "{not json";
  made.rejection = {RejectClass::kJson, "not JSON at byte 1", {}};
  return made;
}

constexpr const char* kWhere =
    "projector.topic=booking-events\n"
    "projector.partition=3\n"
    "projector.offset=41\n"
    "projector.timestamp=1784037800125\n"
    "projector.class=json\n"
    "projector.reason=not JSON at byte 1\n";

TEST(DeadLetterMessage, SaysWhereAndWhyTheRecordFailed) {
  EXPECT_EQ(text(message_headers(letter(), "booking-events", {})), kWhere);
}

TEST(DeadLetterMessage, KeepsTheRecordsHeadersInTheirOrder) {
  DeadLetter made = letter();
  made.headers = {{"trace", "1"}, {"empty", ""}, {"none", std::nullopt}, {"trace", "2"}};
  EXPECT_EQ(text(message_headers(made, "booking-events", {})),
            std::string("trace=1\nempty=\nnone=null\ntrace=2\n") + kWhere);
}

TEST(DeadLetterMessage, ReplacesWhatAnEarlierDeadLetterOfTheRecordLeft) {
  DeadLetter made = letter();
  made.headers = {{"projector.topic", "older"},
                  {"trace", "1"},
                  {"projector.sqlstate", "23514"},
                  {"projector.original_bytes", "9"},
                  {"projector.of_someone_else", "x"}};
  EXPECT_EQ(text(message_headers(made, "booking-events", {})),
            std::string("trace=1\nprojector.of_someone_else=x\n") + kWhere);
}

TEST(DeadLetterMessage, NamesTheSqlStateOnlyWhereThereIsOne) {
  DeadLetter made = letter();
  made.rejection = {RejectClass::kConstraint, "violates check", "23514"};
  const std::string words = text(message_headers(made, "t", {}));
  EXPECT_NE(words.find("projector.class=constraint\nprojector.reason=violates check\n"
                       "projector.sqlstate=23514\n"),
            std::string::npos)
      << words;
}

TEST(DeadLetterMessage, SaysHowLargeAValueWasThatIsLeftOut) {
  const std::string words = text(message_headers(letter(), "t", {.has_value = false}));
  EXPECT_NE(words.find("projector.original_bytes=9\n"), std::string::npos) << words;
}

TEST(DeadLetterMessage, SaysNothingOfTheSizeWhereThereNeverWasAValue) {
  DeadLetter made = letter();
  made.value.reset();
  const std::string words = text(message_headers(made, "t", {.has_value = false}));
  EXPECT_EQ(words.find("original_bytes"), std::string::npos) << words;
}

TEST(DeadLetterMessage, LeavesOutTheTimestampWhereTheRecordHasNone) {
  DeadLetter made = letter();
  made.timestamp.reset();
  const std::string words = text(message_headers(made, "t", {}));
  EXPECT_EQ(words.find("timestamp"), std::string::npos) << words;
}

TEST(DeadLetterMessage, LeavesOutTheRecordsHeadersAsTheLastResort) {
  DeadLetter made = letter();
  made.headers = {{"trace", "1"}};
  const std::string words =
      text(message_headers(made, "booking-events", {.has_value = false, .has_headers = false}));
  EXPECT_EQ(words, std::string(kWhere) + "projector.original_bytes=9\n");
}

}  // namespace
}  // namespace projector::kafka
