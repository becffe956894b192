#include "sim/instant.h"

#include <gtest/gtest.h>

namespace harbor {
namespace {

using std::chrono::microseconds;

Instant at(std::int64_t microseconds_since_1970) {
  return Instant(microseconds(microseconds_since_1970));
}

TEST(Instant, ReadsUtc) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), at(0));
  EXPECT_EQ(parse_instant("2026-07-14T09:00:00.125Z"), at(1'784'019'600'125'000));
}

TEST(Instant, ReadsOffsetsAsTheSameInstant) {
  const auto utc = parse_instant("2026-07-14T09:00:00Z");
  EXPECT_EQ(parse_instant("2026-07-14T11:00:00+02:00"), utc);
  EXPECT_EQ(parse_instant("2026-07-14T05:30:00-03:30"), utc);
}

TEST(Instant, ReadsTimesBefore1970) {
  EXPECT_EQ(parse_instant("1969-12-31T23:59:59.999999Z"), at(-1));
}

TEST(Instant, RoundsToTheMicrosecond) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00.0000014Z"), at(1));
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00.9999996Z"), at(1'000'000));
}

TEST(Instant, KnowsLeapDays) {
  EXPECT_TRUE(parse_instant("2028-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(parse_instant("2026-02-29T00:00:00Z").has_value());
}

TEST(Instant, RefusesWhatIsNoTime) {
  EXPECT_FALSE(parse_instant("").has_value());
  EXPECT_FALSE(parse_instant("2026-07-14").has_value());
  EXPECT_FALSE(parse_instant("2026-07-14T09:00:00").has_value());
  EXPECT_FALSE(parse_instant("2026-07-14T24:00:00Z").has_value());
  EXPECT_FALSE(parse_instant("2026-07-14T09:60:00Z").has_value());
  EXPECT_FALSE(parse_instant("2026-07-14T09:00:00.Z").has_value());
  EXPECT_FALSE(parse_instant("2026-07-14T09:00:00Zz").has_value());
  EXPECT_FALSE(parse_instant("2026-07-14T09:00:00+0200").has_value());
}

}  // namespace
}  // namespace harbor
