#include "projector/runtime/observer.h"

#include <gtest/gtest.h>

#include "loop_fixture.h"

namespace projector {
namespace {

constexpr PartitionRef kExports{0, 0};
constexpr PartitionRef kBookings{1, 0};

class ObserverTest : public testing::Test {
 protected:
  ObserverTest() {
    for (const PartitionRef partition : {kExports, kBookings}) {
      pipeline_.assign({partition, Offset{0}});
    }
  }

  std::vector<PipelineTopic> topics() {
    TopicOptions exports;
    exports.name = "exports";
    exports.topic_class = TopicClass::kOptional;
    TopicOptions bookings;
    bookings.name = "bookings";
    bookings.topic_class = TopicClass::kCritical;
    return {{exports, &mapper_}, {bookings, &mapper_}};
  }
  void stop(PartitionRef partition) {
    pipeline_.stand_still(partition, {StandstillCause::kUnreadable, "broken"}, now_.steady);
  }
  const Snapshot& look() {
    observer_.tick(now_);
    return *board_.latest;
  }

  const Now now_{Instant(std::chrono::hours(1)), WallTime(std::chrono::hours(1))};
  FakeMapper mapper_;
  RecordingLog log_;
  KeepingBoard board_;
  Pipeline pipeline_{PipelineOptions{}, topics()};
  Observer observer_{pipeline_, FlowOptions{}, board_, log_, [] { return std::size_t{0}; }};
};

TEST_F(ObserverTest, ShowsTheHighestClassThatIsNotSteadyAndItsReason) {
  stop(kExports);
  stop(kBookings);
  const Snapshot& seen = look();
  EXPECT_EQ(seen.state, "stalled");
  EXPECT_EQ(seen.reason, "bookings: bookings/0: broken");
}

TEST_F(ObserverTest, ShowsALowerClassWhereTheHigherIsSteady) {
  stop(kExports);
  EXPECT_EQ(look().reason, "exports: exports/0: broken");
}

TEST_F(ObserverTest, SaysOfASteadyProcessThatAllIsCaughtUp) {
  EXPECT_EQ(look().state, "steady");
  EXPECT_EQ(look().reason, "all topics are caught up");
}

}  // namespace
}  // namespace projector
