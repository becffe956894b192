#include "sim/pacing.h"

#include <gtest/gtest.h>

namespace harbor {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// An empty profile, which no test expects, where the text is not one.
RateProfile profile_of(std::string_view text) {
  return RateProfile::parse(text).value_or(RateProfile::constant(0, seconds(0)));
}

TEST(RateProfile, OwesNothingAtTheStart) {
  EXPECT_EQ(RateProfile::constant(500, std::nullopt).due(nanoseconds(0)), 0u);
}

TEST(RateProfile, OwesRateTimesTime) {
  const auto profile = RateProfile::constant(500, std::nullopt);
  EXPECT_EQ(profile.due(milliseconds(1)), 0u);
  EXPECT_EQ(profile.due(milliseconds(2)), 1u);
  EXPECT_EQ(profile.due(seconds(10)), 5'000u);
}

TEST(RateProfile, DoesNotDriftOverDays) {
  const auto profile = RateProfile::constant(3'000, std::nullopt);
  EXPECT_EQ(profile.due(hours(240)), 240u * 3'600u * 3'000u);
}

TEST(RateProfile, OwesTheSumOfItsSteps) {
  const RateProfile profile = profile_of("500/s:20s,3000/s:60s,500/s:10s");
  EXPECT_EQ(profile.due(seconds(20)), 10'000u);
  EXPECT_EQ(profile.due(seconds(21)), 13'000u);
  EXPECT_EQ(profile.due(seconds(80)), 190'000u);
  EXPECT_EQ(profile.due(seconds(90)), 195'000u);
}

TEST(RateProfile, OwesNoMoreAfterItsEnd) {
  const auto profile = RateProfile::constant(100, seconds(5));
  EXPECT_EQ(profile.due(seconds(5)), 500u);
  EXPECT_EQ(profile.due(seconds(50)), 500u);
}

TEST(RateProfile, EndsWhenItsTimeIsOver) {
  const auto profile = RateProfile::constant(100, seconds(5));
  EXPECT_FALSE(profile.has_ended(seconds(5) - nanoseconds(1)));
  EXPECT_TRUE(profile.has_ended(seconds(5)));
}

TEST(RateProfile, WithoutADurationNeverEnds) {
  EXPECT_FALSE(RateProfile::constant(100, std::nullopt).has_ended(hours(10'000)));
}

TEST(RateProfile, NamesTheTimeAtWhichAnEventIsDue) {
  const RateProfile profile = profile_of("100/s:1s,1000/s:1s");
  EXPECT_EQ(profile.time_of(1), milliseconds(10));
  EXPECT_EQ(profile.time_of(100), seconds(1));
  EXPECT_EQ(profile.time_of(101), milliseconds(1'001));
  EXPECT_EQ(profile.time_of(1'100), seconds(2));
}

TEST(RateProfile, KnowsNoTimeForAnEventAfterItsEnd) {
  const RateProfile profile = profile_of("100/s:1s,1000/s:1s");
  EXPECT_EQ(profile.time_of(1'101), std::nullopt);
}

TEST(RateProfile, AnEventIsDueAtItsTimeAndNotBefore) {
  const auto profile = RateProfile::constant(700, std::nullopt);
  const nanoseconds time = profile.time_of(12'345).value_or(nanoseconds(0));
  EXPECT_EQ(profile.due(time), 12'345u);
  EXPECT_EQ(profile.due(time - milliseconds(1)), 12'344u);
}

TEST(RateProfile, RestsInAStepOfRateZero) {
  const RateProfile profile = profile_of("100/s:1s,0/s:10s,100/s:1s");
  EXPECT_EQ(profile.due(seconds(11)), 100u);
  EXPECT_EQ(profile.time_of(101), seconds(11) + milliseconds(10));
}

TEST(RateProfile, RefusesWhatIsNotAListOfRatesAndDurations) {
  EXPECT_FALSE(RateProfile::parse("").has_value());
  EXPECT_FALSE(RateProfile::parse("500/s").has_value());
  EXPECT_FALSE(RateProfile::parse("500/s:").has_value());
  EXPECT_FALSE(RateProfile::parse("500/s:20").has_value());
  EXPECT_FALSE(RateProfile::parse("500/s:20s,").has_value());
  EXPECT_FALSE(RateProfile::parse("500:20s").has_value());
}

}  // namespace
}  // namespace harbor
