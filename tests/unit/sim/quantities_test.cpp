#include "sim/quantities.h"

#include <gtest/gtest.h>

namespace harbor {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Rate, ReadsEventsASecond) {
  EXPECT_EQ(parse_rate("500/s"), 500.0);
  EXPECT_EQ(parse_rate("0.5/s"), 0.5);
  EXPECT_EQ(parse_rate("0/s"), 0.0);
}

TEST(Rate, RefusesWhatIsNotARateASecond) {
  EXPECT_EQ(parse_rate("500"), std::nullopt);
  EXPECT_EQ(parse_rate("/s"), std::nullopt);
  EXPECT_EQ(parse_rate("-1/s"), std::nullopt);
  EXPECT_EQ(parse_rate("nan/s"), std::nullopt);
  EXPECT_EQ(parse_rate("inf/s"), std::nullopt);
  EXPECT_EQ(parse_rate("500/m"), std::nullopt);
  EXPECT_EQ(parse_rate("500/s "), std::nullopt);
  EXPECT_EQ(parse_rate(""), std::nullopt);
}

TEST(Duration, ReadsEveryUnit) {
  EXPECT_EQ(parse_duration("250ms"), milliseconds(250));
  EXPECT_EQ(parse_duration("60s"), seconds(60));
  EXPECT_EQ(parse_duration("1.5m"), seconds(90));
  EXPECT_EQ(parse_duration("2h"), seconds(7200));
}

TEST(Duration, RefusesWhatHasNoUnitOrNoEnd) {
  EXPECT_EQ(parse_duration("60"), std::nullopt);
  EXPECT_EQ(parse_duration("60 s"), std::nullopt);
  EXPECT_EQ(parse_duration("-1s"), std::nullopt);
  EXPECT_EQ(parse_duration("60seconds"), std::nullopt);
  EXPECT_EQ(parse_duration("1000000000h"), std::nullopt);
}

TEST(Grouped, SetsACommaBeforeEveryThreeDigits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

}  // namespace
}  // namespace harbor
