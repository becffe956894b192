#include "telemetry/line_limiter.h"

#include <string>

#include <gtest/gtest.h>

namespace projector::telemetry {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Instant kStart = Instant() + std::chrono::hours(1);

// How many of `lines` lines pass at one moment.
unsigned admitted(LineLimiter& limiter, unsigned lines, Severity severity, std::string_view event,
                  Instant now = kStart) {
  unsigned passed = 0;
  for (unsigned line = 0; line < lines; ++line) passed += limiter.admit(severity, event, now);
  return passed;
}

// The same with an event of its own for each line.
unsigned admitted_of_many(LineLimiter& limiter, unsigned lines, Severity severity,
                          const std::string& prefix, Instant now = kStart) {
  unsigned passed = 0;
  for (unsigned line = 0; line < lines; ++line) {
    passed += limiter.admit(severity, prefix + std::to_string(line), now);
  }
  return passed;
}

TEST(LineLimiter, AdmitsTenLinesOfAnEventInAWindow) {
  LineLimiter limiter;
  EXPECT_EQ(admitted(limiter, 11, Severity::kInfo, "a"), 10U);
}

TEST(LineLimiter, CountsEachEventForItself) {
  LineLimiter limiter;
  admitted(limiter, 11, Severity::kInfo, "a");
  EXPECT_TRUE(limiter.admit(Severity::kInfo, "b", kStart));
}

TEST(LineLimiter, TellsWhatItSuppressedWhenTheWindowHasEnded) {
  LineLimiter limiter;
  admitted(limiter, 15, Severity::kWarning, "a");
  EXPECT_TRUE(limiter.take_ended(kStart + LineLimiter::kWindow - milliseconds(1)).empty());

  const auto ended = limiter.take_ended(kStart + LineLimiter::kWindow);

  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].event, "a");
  EXPECT_EQ(ended[0].lines, 5U);
  EXPECT_EQ(ended[0].severity, Severity::kWarning);
}

TEST(LineLimiter, TellsItOnce) {
  LineLimiter limiter;
  admitted(limiter, 15, Severity::kInfo, "a");
  static_cast<void>(limiter.take_ended(kStart + LineLimiter::kWindow));

  EXPECT_TRUE(limiter.take_ended(kStart + 2 * LineLimiter::kWindow).empty());
  EXPECT_TRUE(limiter.take_all().empty());
}

TEST(LineLimiter, IsSilentAboutAWindowThatSuppressedNothing) {
  LineLimiter limiter;
  admitted(limiter, 10, Severity::kInfo, "a");
  EXPECT_TRUE(limiter.take_ended(kStart + LineLimiter::kWindow).empty());
}

TEST(LineLimiter, AdmitsAgainInTheNextWindow) {
  LineLimiter limiter;
  admitted(limiter, 15, Severity::kInfo, "a");
  EXPECT_TRUE(limiter.admit(Severity::kInfo, "a", kStart + LineLimiter::kWindow));
}

TEST(LineLimiter, KeepsTheCountOfAnEventWhoseEndNobodyTook) {
  LineLimiter limiter;
  admitted(limiter, 15, Severity::kInfo, "a");
  static_cast<void>(limiter.admit(Severity::kInfo, "a", kStart + LineLimiter::kWindow));

  const auto all = limiter.take_all();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].lines, 5U);
}

TEST(LineLimiter, KeepsAPartOfTheBudgetForWarnings) {
  LineLimiter limiter;
  EXPECT_EQ(admitted_of_many(limiter, 100, Severity::kInfo, "info."), 20U);
  EXPECT_EQ(admitted_of_many(limiter, 100, Severity::kWarning, "warning."), 10U);
  EXPECT_FALSE(limiter.admit(Severity::kError, "error", kStart));
}

TEST(LineLimiter, LetsChangesOfStateUseThatPartToo) {
  LineLimiter limiter;
  admitted_of_many(limiter, 100, Severity::kInfo, "info.");
  EXPECT_TRUE(limiter.admit(Severity::kInfo, "state.changed", kStart));
}

TEST(LineLimiter, AdmitsAtMostTenLinesASecondOverTenSeconds) {
  LineLimiter limiter;
  unsigned passed = 0;
  for (int tick = 0; tick < 1000; ++tick) {
    const Instant now = kStart + tick * milliseconds(10);
    passed += limiter.admit(Severity::kError, "event." + std::to_string(tick % 200), now);
  }
  EXPECT_LE(passed, 100U);
  EXPECT_GE(passed, 95U);
}

TEST(LineLimiter, CountsWhatTheSharedBudgetSuppressed) {
  LineLimiter limiter;
  admitted_of_many(limiter, 100, Severity::kError, "a.");
  admitted(limiter, 7, Severity::kError, "b");

  std::uint64_t lines = 0;
  for (const auto& suppressed : limiter.take_all()) lines += suppressed.lines;
  EXPECT_EQ(lines, 70U + 7U);
}

TEST(LineLimiter, TellsWithinTheSharedBudgetAndTheRestLater) {
  LineLimiter limiter;
  admitted_of_many(limiter, 150, Severity::kError, "a.");
  const Instant end = kStart + LineLimiter::kWindow;

  EXPECT_EQ(limiter.take_ended(end).size(), 30U);
  EXPECT_EQ(limiter.take_ended(end).size(), 0U);
  EXPECT_EQ(limiter.take_ended(end + seconds(1)).size(), 7U);
}

TEST(LineLimiter, HoldsABoundedNumberOfEvents) {
  LineLimiter limiter;
  admitted_of_many(limiter, 1000, Severity::kError, "a.");

  const auto all = limiter.take_all();

  ASSERT_LE(all.size(), LineLimiter::kEventsMax + 1);
  std::uint64_t of_others = 0;
  for (const auto& suppressed : all) {
    if (suppressed.event == "other events") of_others = suppressed.lines;
  }
  EXPECT_EQ(of_others, 1000U - LineLimiter::kEventsMax);
}

TEST(LineLimiter, IsUnmovedByAClockThatStandsStill) {
  LineLimiter limiter;
  admitted_of_many(limiter, 30, Severity::kError, "a.");
  EXPECT_EQ(admitted_of_many(limiter, 30, Severity::kError, "b."), 0U);
}

}  // namespace
}  // namespace projector::telemetry
