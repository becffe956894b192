#include "projector/base/spoken.h"

#include <limits>

#include <gtest/gtest.h>

namespace projector {
namespace {

TEST(Spoken, NumbersHaveSeparatorsAndADecimalOnlyWhereSmall) {
  EXPECT_EQ(spoken_number(0), "0");
  EXPECT_EQ(spoken_number(0.44), "0.4");
  EXPECT_EQ(spoken_number(9.04), "9");
  EXPECT_EQ(spoken_number(9.96), "10");
  EXPECT_EQ(spoken_number(603.4), "603");
  EXPECT_EQ(spoken_number(3012), "3,012");
  EXPECT_EQ(spoken_number(1'234'567), "1,234,567");
  EXPECT_EQ(spoken_rate(3012), "3,012/s");
}

TEST(Spoken, TimesAreInTheTwoLargestUnitsThatMatter) {
  EXPECT_EQ(spoken_seconds(0), "0 s");
  EXPECT_EQ(spoken_seconds(0.0004), "0 s");
  EXPECT_EQ(spoken_seconds(0.009), "9 ms");
  EXPECT_EQ(spoken_seconds(0.31), "310 ms");
  EXPECT_EQ(spoken_seconds(0.9996), "1 s");
  EXPECT_EQ(spoken_seconds(1.24), "1.2 s");
  EXPECT_EQ(spoken_seconds(48.4), "48 s");
  EXPECT_EQ(spoken_seconds(59.6), "1 min");
  EXPECT_EQ(spoken_seconds(120), "2 min");
  EXPECT_EQ(spoken_seconds(250), "4 min 10 s");
  EXPECT_EQ(spoken_seconds(3900), "1 h 5 min");
  EXPECT_EQ(spoken_seconds(7200), "2 h");
  EXPECT_EQ(spoken_seconds(183'600), "2 d 3 h");
}

TEST(Spoken, WhatIsNoNumberIsNothing) {
  EXPECT_EQ(spoken_number(std::numeric_limits<double>::quiet_NaN()), "0");
  EXPECT_EQ(spoken_number(-1), "0");
  EXPECT_EQ(spoken_seconds(std::numeric_limits<double>::infinity()), "11,574,074,074 d 1 h");
}

TEST(Spoken, SharesArePercent) {
  EXPECT_EQ(spoken_share(0.914), "91 %");
  EXPECT_EQ(spoken_share(1.7), "100 %");
}

}  // namespace
}  // namespace projector
