#include "projector/core/bottleneck.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

// Intake, decode and write as busy, blocked, idle.
BottleneckSight sight(StageSeconds intake, StageSeconds decode, StageSeconds write) {
  BottleneckSight seen;
  seen.shares = {intake, decode, write, StageSeconds{0, 0, 1}};
  seen.in_per_second = 3000;
  seen.waiting = 100'000;
  return seen;
}

TEST(Bottleneck, IsTheSinkWhereNoCreditComesFree) {
  EXPECT_EQ(find_bottleneck(sight({0.02, 0.9, 0.08}, {0.03, 0.9, 0.07}, {1, 0, 0})),
            Bottleneck::kSink);
}

TEST(Bottleneck, IsTheSinkWhileItIsDownThoughNothingIsBusy) {
  BottleneckSight seen = sight({0, 0, 1}, {0, 0, 1}, {0, 1, 0});
  seen.is_sink_down = true;
  EXPECT_EQ(find_bottleneck(seen), Bottleneck::kSink);
}

TEST(Bottleneck, IsTheProjectorWhereItsThreadHasNoTimeLeft) {
  EXPECT_EQ(find_bottleneck(sight({0.3, 0.6, 0.1}, {0.6, 0.1, 0.3}, {0.5, 0, 0.5})),
            Bottleneck::kProjector);
}

TEST(Bottleneck, IsTheSourceWhereRecordsWaitAndNobodyIsBusy) {
  EXPECT_EQ(find_bottleneck(sight({0.05, 0.05, 0.9}, {0.05, 0, 0.95}, {0.1, 0, 0.9})),
            Bottleneck::kSource);
}

TEST(Bottleneck, IsTheSourceWhereTheBrokersAreSilent) {
  BottleneckSight seen = sight({0, 0, 1}, {0, 0, 1}, {0, 0, 1});
  seen.waiting = 0;
  seen.is_source_silent = true;
  EXPECT_EQ(find_bottleneck(seen), Bottleneck::kSource);
}

TEST(Bottleneck, IsNothingWhereRecordsAreAppliedAsTheyCome) {
  BottleneckSight seen = sight({0.1, 0.1, 0.8}, {0.1, 0, 0.9}, {0.4, 0, 0.6});
  seen.waiting = 1500;
  EXPECT_EQ(find_bottleneck(seen), Bottleneck::kNone);
}

TEST(Bottleneck, IsNotTheSourceForAFewRecordsOnTheirWay) {
  BottleneckSight seen = sight({0, 0, 1}, {0, 0, 1}, {0, 0, 1});
  seen.in_per_second = 0;
  seen.waiting = 3;
  EXPECT_EQ(find_bottleneck(seen), Bottleneck::kNone);
}

TEST(Bottleneck, SendsForAnotherMemberOnlyToAProjectorThatCanShareItsPartitions) {
  EXPECT_TRUE(is_scale_out_useful(Bottleneck::kProjector, 2));
  EXPECT_FALSE(is_scale_out_useful(Bottleneck::kProjector, 1));
  EXPECT_FALSE(is_scale_out_useful(Bottleneck::kSink, 12));
  EXPECT_FALSE(is_scale_out_useful(Bottleneck::kSource, 12));
  EXPECT_FALSE(is_scale_out_useful(Bottleneck::kNone, 12));
}

}  // namespace
}  // namespace projector
