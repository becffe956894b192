#include "projector/core/watermark.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

WallTime at(int milliseconds) { return WallTime(std::chrono::milliseconds(milliseconds)); }

TEST(Watermark, StandsAtTheStartBeforeAnyRecord) {
  const Watermark watermark(Offset{40});
  EXPECT_EQ(watermark.next_applied(), Offset{40});
  EXPECT_EQ(watermark.position(), Offset{40});
}

TEST(Watermark, MovesOnlyUpToTheFirstUnfinishedRecord) {
  Watermark watermark(Offset{40});
  const auto first = watermark.add(Offset{40}, at(0));
  const auto second = watermark.add(Offset{41}, at(0));
  const auto third = watermark.add(Offset{42}, at(0));

  watermark.finish(third);
  watermark.finish(first);
  EXPECT_EQ(watermark.next_applied(), Offset{41});
  EXPECT_EQ(watermark.finished_above(), 1u);

  watermark.finish(second);
  EXPECT_EQ(watermark.next_applied(), Offset{43});
  EXPECT_EQ(watermark.finished_above(), 0u);
}

TEST(Watermark, AcceptsGapsBetweenRecords) {
  Watermark watermark(Offset{40});
  const auto first = watermark.add(Offset{41}, at(0));
  const auto second = watermark.add(Offset{47}, at(0));
  EXPECT_EQ(watermark.next_applied(), Offset{41});
  watermark.finish(first);
  EXPECT_EQ(watermark.next_applied(), Offset{47});
  watermark.finish(second);
  EXPECT_EQ(watermark.next_applied(), Offset{48});
}

TEST(Watermark, PassesAGapAtTheEndOnceNothingIsUnfinished) {
  Watermark watermark(Offset{40});
  const auto record = watermark.add(Offset{40}, at(0));
  watermark.pass_to(Offset{50});
  EXPECT_EQ(watermark.next_applied(), Offset{40});
  watermark.finish(record);
  EXPECT_EQ(watermark.next_applied(), Offset{50});
}

TEST(Watermark, NeverGoesBack) {
  Watermark watermark(Offset{40});
  watermark.pass_to(Offset{39});
  EXPECT_EQ(watermark.position(), Offset{40});
}

TEST(Watermark, KeepsItsBooksWhileTheRingGrows) {
  constexpr int kRecords = 1000;
  Watermark watermark(Offset{0});
  std::uint64_t first = 0;
  for (int i = 0; i < kRecords; ++i) {
    const auto sequence = watermark.add(Offset{i}, at(i));
    if (i == 0) {
      first = sequence;
    } else {
      watermark.finish(sequence);
    }
  }
  EXPECT_EQ(watermark.unfinished(), 1u);
  EXPECT_EQ(watermark.finished_above(), kRecords - 1u);
  EXPECT_EQ(watermark.next_applied(), Offset{0});
  watermark.finish(first);
  EXPECT_EQ(watermark.next_applied(), Offset{kRecords});
}

TEST(Watermark, KnowsTheTimeOfTheOldestUnfinishedRecord) {
  Watermark watermark(Offset{0});
  EXPECT_FALSE(watermark.oldest_unfinished().has_value());
  const auto first = watermark.add(Offset{0}, at(100));
  watermark.add(Offset{1}, at(200));
  EXPECT_EQ(watermark.oldest_unfinished(), at(100));
  watermark.finish(first);
  EXPECT_EQ(watermark.oldest_unfinished(), at(200));
}

TEST(Watermark, ForgetsWhatComesAfterACutAndKeepsWhatComesBefore) {
  Watermark watermark(Offset{40});
  const auto first = watermark.add(Offset{40}, at(100));
  watermark.add(Offset{41}, at(200));
  const auto third = watermark.add(Offset{43}, at(300));
  watermark.finish(third);

  EXPECT_EQ(watermark.forget_from(Offset{41}), at(200));
  EXPECT_EQ(watermark.position(), Offset{41});
  EXPECT_EQ(watermark.unfinished(), 1u);
  EXPECT_EQ(watermark.finished_above(), 0u);
  EXPECT_EQ(watermark.next_applied(), Offset{40});
  watermark.finish(first);
  EXPECT_EQ(watermark.next_applied(), Offset{41});
}

TEST(Watermark, ForgetsAllFromItsStartOn) {
  Watermark watermark(Offset{40});
  watermark.add(Offset{45}, at(100));
  EXPECT_EQ(watermark.forget_from(Offset{45}), at(100));
  EXPECT_EQ(watermark.next_applied(), Offset{45});
  EXPECT_EQ(watermark.unfinished(), 0u);
}

TEST(Watermark, ForgetsNothingBehindItsLastRecord) {
  Watermark watermark(Offset{40});
  watermark.add(Offset{40}, at(100));
  EXPECT_FALSE(watermark.forget_from(Offset{41}).has_value());
  EXPECT_EQ(watermark.unfinished(), 1u);
}

TEST(WatermarkDeathTest, ForgetsNothingThatMayBeCommitted) {
  Watermark watermark(Offset{40});
  EXPECT_DEATH(watermark.forget_from(Offset{39}), "cannot be forgotten");
}

TEST(WatermarkDeathTest, RefusesARecordThatGoesBack) {
  Watermark watermark(Offset{40});
  EXPECT_DEATH(watermark.add(Offset{39}, at(0)), "must rise");
}

TEST(WatermarkDeathTest, RefusesASecondOutcome) {
  Watermark watermark(Offset{0});
  watermark.add(Offset{0}, at(0));
  const auto second = watermark.add(Offset{1}, at(0));
  watermark.finish(second);
  EXPECT_DEATH(watermark.finish(second), "one outcome only");
}

}  // namespace
}  // namespace projector
