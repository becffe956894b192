#include "projector/core/credits.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

TEST(Credits, GrantsTheLastRecordAndRefusesOneMore) {
  Credits credits(2, 1000);
  credits.take(10);
  EXPECT_TRUE(credits.has_room(10));
  credits.take(10);
  EXPECT_FALSE(credits.has_room(10));
  EXPECT_EQ(credits.records_available(), 0u);
}

TEST(Credits, GrantsTheLastByteAndRefusesOneMore) {
  Credits credits(10, 1000);
  credits.take(400);
  EXPECT_TRUE(credits.has_room(600));
  EXPECT_FALSE(credits.has_room(601));
}

TEST(Credits, HasRoomAgainForWhatCameBack) {
  Credits credits(1, 100);
  credits.take(100);
  credits.give_back(1, 100);
  EXPECT_TRUE(credits.has_room(100));
  EXPECT_EQ(credits.records_in_use(), 0u);
  EXPECT_EQ(credits.bytes_in_use(), 0u);
}

TEST(Credits, GrantsUpToOtherLimitsAtOnce) {
  Credits credits(2, 100);
  credits.take(50);
  credits.take(50);
  credits.set_limits(3, 101);
  EXPECT_TRUE(credits.has_room(1));
  EXPECT_FALSE(credits.has_room(2));
  credits.take(1);
  EXPECT_FALSE(credits.has_room(0));
}

TEST(Credits, RefusesUntilEnoughCameBackBelowLowerLimits) {
  Credits credits(3, 300);
  for (int record = 0; record < 3; ++record) credits.take(100);
  credits.set_limits(2, 200);
  EXPECT_EQ(credits.records_available(), 0u);
  EXPECT_EQ(credits.bytes_available(), 0u);
  EXPECT_FALSE(credits.has_room(0));
  credits.give_back(1, 100);
  EXPECT_FALSE(credits.has_room(0));
  credits.give_back(1, 100);
  EXPECT_TRUE(credits.has_room(100));
  EXPECT_FALSE(credits.has_room(101));
}

TEST(CreditsDeathTest, RefusesLimitsThatLetNothingIn) {
  Credits credits(1, 1);
  EXPECT_DEATH(credits.set_limits(0, 1), "nothing could ever be read");
  EXPECT_DEATH(credits.set_limits(1, 0), "nothing could ever be read");
}

TEST(CreditsDeathTest, RefusesToTakeBeyondTheLimit) {
  Credits credits(1, 100);
  EXPECT_DEATH(credits.take(101), "beyond the in-flight limit");
}

TEST(CreditsDeathTest, RefusesMoreThanWasTaken) {
  Credits credits(2, 100);
  credits.take(10);
  EXPECT_DEATH(credits.give_back(2, 10), "more credits came back");
  EXPECT_DEATH(credits.give_back(1, 11), "more bytes came back");
}

}  // namespace
}  // namespace projector
