#include "projector/runtime/status_reporter.h"

#include <future>

#include <gtest/gtest.h>

#include "loop_fixture.h"

namespace projector {
namespace {

// Keeps its caller until it is let go.
class StuckTable : public StatusTable {
 public:
  StatusAnswer claim() override {
    entered.set_value();
    gate.wait();
    StatusAnswer answer;
    answer.kind = StatusAnswer::Kind::kMissing;
    answer.reason = "gone";
    return answer;
  }
  StatusAnswer write(std::int64_t, std::span<const StatusRow>) override { return {}; }

  std::promise<void> entered;
  std::promise<void> let_go;
  std::shared_future<void> gate{let_go.get_future()};
};

std::shared_ptr<const Snapshot> joined() {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->group_joined = true;
  return snapshot;
}

TEST(StatusReporter, HandsOnAViewAfterEachBeat) {
  RecordingLog log;
  std::promise<GroupView> handed;
  bool is_first = true;
  auto table = std::make_unique<StuckTable>();
  table->let_go.set_value();
  StatusReporter reporter(std::move(table), {}, true, log, [&](const GroupView& view) {
    if (std::exchange(is_first, false)) handed.set_value(view);
  });
  reporter.publish(joined());
  reporter.start();
  EXPECT_FALSE(handed.get_future().get().is_known);
  reporter.end();
  EXPECT_EQ(log.events, "status.missing ");
}

TEST(StatusReporter, EndsWithoutWaitingForTheServer) {
  RecordingLog log;
  int handed_on = 0;
  auto made = std::make_unique<StuckTable>();
  StuckTable& table = *made;
  {
    StatusReporter reporter(std::move(made), {}, true, log, [&](const GroupView&) { ++handed_on; });
    reporter.publish(joined());
    reporter.start();
    table.entered.get_future().wait();
    reporter.end();  // Would never return if it waited.
    table.let_go.set_value();
  }
  EXPECT_EQ(handed_on, 0);
  EXPECT_EQ(log.events, "");
}

TEST(StatusReporter, NeedNotBeStarted) {
  RecordingLog log;
  StatusReporter reporter(std::make_unique<StuckTable>(), {}, true, log, [](const GroupView&) {});
  reporter.end();
}

}  // namespace
}  // namespace projector
