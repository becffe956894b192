#include <memory>

#include <gtest/gtest.h>

#include "projector/telemetry/exposition.h"

namespace projector::telemetry {
namespace {

TEST(SnapshotBoard, ShowsAnEmptySnapshotBeforeTheFirst) {
  const SnapshotBoard board;
  ASSERT_NE(board.latest(), nullptr);
  EXPECT_FALSE(board.latest()->group_joined);
}

TEST(SnapshotBoard, ShowsTheLatest) {
  SnapshotBoard board;
  board.publish(std::make_shared<const Snapshot>());
  const auto last = std::make_shared<const Snapshot>();
  board.publish(last);
  EXPECT_EQ(board.latest(), last);
}

TEST(SnapshotBoard, KeepsWhatAReaderHolds) {
  SnapshotBoard board;
  Snapshot first;
  first.state = "absorbing";
  board.publish(std::make_shared<const Snapshot>(first));
  const auto held = board.latest();

  board.publish(std::make_shared<const Snapshot>());

  EXPECT_EQ(held->state, "absorbing");
}

TEST(SnapshotBoard, NeverShowsNull) {
  SnapshotBoard board;
  board.publish(nullptr);
  EXPECT_NE(board.latest(), nullptr);
}

}  // namespace
}  // namespace projector::telemetry
