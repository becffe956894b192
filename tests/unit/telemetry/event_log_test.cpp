#include "telemetry/event_log.h"

#include <memory>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>

namespace projector::telemetry {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr WallTime kAfternoon{std::chrono::milliseconds(1784037800125)};  // 2026-07-14 14:03:20.125

// A log into a string, at a time that the test sets.
class EventLogTest : public testing::Test {
 protected:
  std::unique_ptr<LimitedEventLog> open_log(LineForm form, LogLevel level = LogLevel::kInfo) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(out_);
    form_ = std::make_shared<std::atomic<LineForm>>(form);
    sink->set_formatter(make_line_formatter(form_));
    return std::make_unique<LimitedEventLog>(level, sink, [this] { return now_; });
  }

  std::string written() const { return out_.str(); }

  Now now_{Instant() + std::chrono::hours(1), kAfternoon};
  SharedLineForm form_;

 private:
  std::ostringstream out_;
};

TEST_F(EventLogTest, WritesTextForATerminal) {
  open_log(LineForm::kText)
      ->write(Severity::kWarning, "partition.stopped", "booking-events/3 stopped at offset 412");
  EXPECT_EQ(written(),
            "14:03:20.125 WARN  partition.stopped  booking-events/3 stopped at offset 412\n");
}

TEST_F(EventLogTest, ColoursTheLevelAlone) {
  open_log(LineForm::kColouredText)->write(Severity::kError, "a.b", "c");
  EXPECT_EQ(written(), "14:03:20.125 \x1b[31mERROR\x1b[0m a.b  c\n");
}

TEST_F(EventLogTest, WritesJsonLinesForPrograms) {
  open_log(LineForm::kJson)->write(Severity::kWarning, "partition.stopped", "say \"no\"");
  EXPECT_EQ(written(), R"({"time":"2026-07-14T14:03:20.125Z","level":"warning",)"
                       R"("event":"partition.stopped","message":"say \"no\""})"
                       "\n");
}

TEST_F(EventLogTest, NamesEveryLevel) {
  const auto log = open_log(LineForm::kText, LogLevel::kDebug);
  log->write(Severity::kDebug, "a", "1");
  log->write(Severity::kInfo, "a", "2");
  log->write(Severity::kError, "a", "3");
  EXPECT_EQ(written(),
            "14:03:20.125 DEBUG a  1\n"
            "14:03:20.125 INFO  a  2\n"
            "14:03:20.125 ERROR a  3\n");
}

TEST_F(EventLogTest, WritesNothingBelowItsLevel) {
  const auto log = open_log(LineForm::kText, LogLevel::kWarning);
  log->write(Severity::kInfo, "a", "1");
  log->write(Severity::kWarning, "a", "2");
  EXPECT_EQ(written(), "14:03:20.125 WARN  a  2\n");
}

TEST_F(EventLogTest, TakesAnotherLevelAndForm) {
  const auto log = open_log(LineForm::kText, LogLevel::kWarning);
  log->write(Severity::kInfo, "a", "1");
  log->set_level(LogLevel::kInfo);
  log->write(Severity::kDebug, "a", "2");
  log->write(Severity::kInfo, "a", "3");
  form_->store(LineForm::kJson);
  log->write(Severity::kInfo, "a", "4");
  log->set_level(LogLevel::kError);
  log->write(Severity::kWarning, "a", "5");
  EXPECT_EQ(written(),
            "14:03:20.125 INFO  a  3\n"
            R"({"time":"2026-07-14T14:03:20.125Z","level":"info","event":"a","message":"4"})"
            "\n");
}

TEST_F(EventLogTest, CannotBeMadeToForgeALine) {
  open_log(LineForm::kText)
      ->write(Severity::kInfo, "a\nb", "c\n14:03:20.125 ERROR forged  line\x1b[2J");
  EXPECT_EQ(written(), "14:03:20.125 INFO  a\\nb  c\\n14:03:20.125 ERROR forged  line\\x1b[2J\n");
}

TEST_F(EventLogTest, WritesValidJsonWhateverTheMessage) {
  open_log(LineForm::kJson)->write(Severity::kInfo, "a\"}\xff", "\x01\xc3\"\\\n\u2028");
  const auto line = nlohmann::json::parse(written());
  EXPECT_EQ(line["event"], "a\"}\\xff");
  EXPECT_EQ(line["message"], "\x01\\xc3\"\\\n\u2028");
}

TEST_F(EventLogTest, KeepsALineShortEnoughForOneWriteToAPipe) {
  const std::string long_text(100'000, '\x01');
  open_log(LineForm::kJson)->write(Severity::kInfo, long_text, long_text);
  EXPECT_LT(written().size(), 4096U);
  EXPECT_THAT(written(), EndsWith("…\"}\n"));
}

TEST_F(EventLogTest, TellsWhatWasSuppressedWithTheNextLineAfterTheWindow) {
  const auto log = open_log(LineForm::kText);
  for (int line = 0; line < 51; ++line) log->write(Severity::kWarning, "write.failed", "again");
  now_.steady += std::chrono::seconds(10);
  now_.wall += std::chrono::seconds(10);

  log->write(Severity::kInfo, "other", "now");

  EXPECT_THAT(written(),
              EndsWith("14:03:30.125 WARN  log.suppressed  suppressed 41 lines of write.failed\n"
                       "14:03:30.125 INFO  other  now\n"));
}

TEST_F(EventLogTest, TellsWhatWasSuppressedWhenItCloses) {
  auto log = open_log(LineForm::kText);
  for (int line = 0; line < 11; ++line) log->write(Severity::kInfo, "a", "again");
  log.reset();
  EXPECT_THAT(written(), EndsWith("INFO  log.suppressed  suppressed 1 line of a\n"));
}

TEST_F(EventLogTest, FollowsNoJumpOfTheWallClock) {
  const auto log = open_log(LineForm::kText);
  for (int line = 0; line < 11; ++line) log->write(Severity::kInfo, "a", "again");
  now_.wall += std::chrono::hours(24);
  log->write(Severity::kInfo, "a", "suppressed still");
  EXPECT_THAT(written(), testing::Not(HasSubstr("still")));
}

TEST(LineForm, IsTextOnATerminalAndJsonOtherwise) {
  EXPECT_EQ(line_form(LogFormat::kAuto, true, nullptr), LineForm::kColouredText);
  EXPECT_EQ(line_form(LogFormat::kAuto, false, nullptr), LineForm::kJson);
}

TEST(LineForm, IsWhatWasConfigured) {
  EXPECT_EQ(line_form(LogFormat::kJson, true, nullptr), LineForm::kJson);
  EXPECT_EQ(line_form(LogFormat::kText, false, nullptr), LineForm::kText);
}

TEST(LineForm, HonoursNoColorUnlessItIsEmpty) {
  EXPECT_EQ(line_form(LogFormat::kAuto, true, "1"), LineForm::kText);
  EXPECT_EQ(line_form(LogFormat::kAuto, true, ""), LineForm::kColouredText);
}

}  // namespace
}  // namespace projector::telemetry
