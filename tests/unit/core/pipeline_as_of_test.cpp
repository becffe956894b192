// Up to which time the events of a partition are in the table.

#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""s;

class PipelineAsOfTest : public PipelineFixture, public testing::Test {
 protected:
  void pass(std::chrono::seconds time) {
    now.steady += time;
    now.wall += time;
  }
  void see_end(std::int64_t end) { pipeline.on_end_offset({{}, Offset{end}}, now); }
  std::optional<WallTime> as_of() const { return pipeline.partitions().find_assigned({})->as_of(); }
};

TEST_F(PipelineAsOfTest, IsNotKnownBeforeTheFirstLook) {
  assign(0);
  EXPECT_EQ(as_of(), std::nullopt);
}

TEST_F(PipelineAsOfTest, IsTheTimeOfTheLookThatFoundNothingMore) {
  assign(7);
  see_end(7);
  const WallTime looked = now.wall;
  pass(5s);
  EXPECT_EQ(as_of(), looked);
  see_end(7);
  EXPECT_EQ(as_of(), now.wall);
}

TEST_F(PipelineAsOfTest, IsNotKnownOfABacklogOfWhichNothingWasRead) {
  assign(0);
  see_end(10);
  EXPECT_EQ(as_of(), std::nullopt);
}

TEST_F(PipelineAsOfTest, IsTheTimeOfTheNextRecordThatWasLookedUp) {
  assign(0);
  see_end(10);
  const WallTime written = now.wall - std::chrono::seconds(90);
  pipeline.on_record_time({{}, Offset{0}}, written, now);
  EXPECT_EQ(as_of(), written);
}

TEST_F(PipelineAsOfTest, IsTheTimeOfTheOldestRecordThatIsNotApplied) {
  assign(0);
  see_end(10);
  ASSERT_TRUE(read(0));
  const WallTime oldest = now.wall;
  pass(3s);
  ASSERT_TRUE(read(1));
  see_end(10);
  EXPECT_EQ(as_of(), oldest);
}

TEST_F(PipelineAsOfTest, IsTheTimeOfTheLastRecordWhileMoreWaitUnread) {
  assign(0);
  see_end(10);
  ASSERT_TRUE(read(0));
  const WallTime read_at = now.wall;
  ASSERT_EQ(dispatch(), "0: 0");
  answer(WriteAction::kApplied);
  pass(3s);
  see_end(10);
  EXPECT_EQ(as_of(), read_at);
}

TEST_F(PipelineAsOfTest, IsForgottenWithTheAssignment) {
  assign(0);
  see_end(0);
  ASSERT_TRUE(as_of().has_value());
  pipeline.unassign({});
  assign(0);
  EXPECT_EQ(as_of(), std::nullopt);
}

}  // namespace
}  // namespace projector
