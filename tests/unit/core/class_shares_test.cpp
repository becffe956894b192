#include "projector/core/class_shares.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

constexpr auto kCritical = TopicClass::kCritical;
constexpr auto kNormal = TopicClass::kNormal;
constexpr auto kOptional = TopicClass::kOptional;

TEST(ClassShares, OwesLowerClassesOneRecordInSixteen) {
  ClassShares shares;
  shares.took(kCritical, 15);
  EXPECT_EQ(shares.owed(kNormal), 0u);
  shares.took(kCritical, 1);
  EXPECT_EQ(shares.owed(kNormal), 1u);
  EXPECT_EQ(shares.owed(kOptional), 1u);
  EXPECT_EQ(shares.owed(kCritical), 0u);
}

TEST(ClassShares, PaysWithWhatTheClassTakes) {
  ClassShares shares;
  shares.took(kCritical, 48);
  shares.took(kOptional, 2);
  EXPECT_EQ(shares.owed(kOptional), 1u);
}

TEST(ClassShares, CountsALargeBatchForAWhile) {
  ClassShares shares;
  shares.took(kCritical, 16);
  shares.took(kOptional, 11);
  shares.took(kCritical, 160);
  EXPECT_EQ(shares.owed(kOptional), 0u);
  shares.took(kCritical, 16);
  EXPECT_EQ(shares.owed(kOptional), 1u);
}

TEST(ClassShares, OwesNothingToWhatHasNothing) {
  ClassShares shares;
  shares.took(kCritical, 160);
  shares.has_nothing(kNormal);
  EXPECT_EQ(shares.owed(kNormal), 0u);
  EXPECT_EQ(shares.owed(kOptional), 10u);
}

TEST(ClassShares, SavesNoMoreThanSixtyFour) {
  ClassShares shares;
  shares.took(kCritical, 1'000'000);
  EXPECT_EQ(shares.owed(kOptional), 64u);
}

TEST(ClassShares, OwesTheUrgentEverySecondRecord) {
  ClassShares shares;
  shares.set_urgent(kOptional, true);
  shares.took(kCritical, 16);
  EXPECT_EQ(shares.owed(kOptional), 8u);
  EXPECT_EQ(shares.owed(kNormal), 1u);
}

TEST(ClassShares, OwesAHigherClassNothing) {
  ClassShares shares;
  shares.took(kOptional, 1'000);
  EXPECT_EQ(shares.owed(kCritical), 0u);
  EXPECT_EQ(shares.owed(kNormal), 0u);
}

}  // namespace
}  // namespace projector
