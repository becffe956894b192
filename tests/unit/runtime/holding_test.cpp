// What protecting a topic does to the loop: a class that is not read, and what is said of it.

#include <array>

#include <gtest/gtest.h>

#include "loop_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr PartitionRef kBookings{0, 0};
constexpr PartitionRef kExports{1, 0};

// Records that were made when the test began.
class AgedSource : public FakeRecordSource {
 public:
  const RecordView* next_record(TopicClass topic_class) override {
    const RecordView* const record = FakeRecordSource::next_record(topic_class);
    if (record == nullptr) return nullptr;
    RecordView& aged = aged_[static_cast<std::size_t>(topic_class)];
    aged = *record;
    aged.timestamp = WallTime(std::chrono::hours(1));
    return &aged;
  }

 private:
  std::array<RecordView, kTopicClassCount> aged_;
};

class Holding : public testing::Test {
 protected:
  Holding() {
    source_.set_classes({TopicClass::kCritical, TopicClass::kOptional});
    source_.assign({{kBookings, Offset{0}}, {kExports, Offset{0}}});
    pass(1s);
  }

  std::vector<PipelineTopic> topics() {
    TopicOptions bookings;
    bookings.name = "bookings";
    bookings.topic_class = TopicClass::kCritical;
    TopicOptions exports;
    exports.name = "exports";
    exports.topic_class = TopicClass::kOptional;
    return {{bookings, &mapper_}, {exports, &mapper_}};
  }

  // Another member says so of its partitions of bookings.
  void others_say(FlowState state) {
    GroupView view;
    view.is_known = true;
    view.members = 2;
    view.others = {state, FlowState::kSteady};
    loop_.on_group_view(view);
    pass(1s);
  }
  void put_exports(int records) {
    for (int i = 0; i < records; ++i) source_.put("k", "1", kExports);
    exports_ += records;
  }
  void tell_ends() {
    SourceEvent ends;
    ends.kind = SourceEvent::Kind::kEndOffsets;
    ends.partitions = {{kBookings, Offset{0}}, {kExports, Offset{exports_}}};
    source_.say(ends);
  }
  void pass(Duration lasts) {
    for (const Instant end = now_.steady + lasts; now_.steady < end;) {
      now_.steady += 250ms;
      now_.wall += 250ms;
      tell_ends();
      for (int i = 0; i < 5; ++i) loop_.step(now_);
    }
  }
  const TopicSnapshot& exports() const { return board_.latest->topics[1]; }

  std::int64_t exports_ = 0;
  Now now_{Instant(std::chrono::hours(1)), WallTime(std::chrono::hours(1))};
  AgedSource source_;
  FakeWriters writers_;
  FakeMapper mapper_;
  RecordingLog log_;
  KeepingBoard board_;
  WritePlans plans_{1};
  Pipeline pipeline_{PipelineOptions{}, topics()};
  Observer observer_{pipeline_, FlowOptions{}, board_, log_, [] { return std::size_t{0}; }};
  ConsumerLoop loop_{RuntimeOptions{},
                     {source_, writers_, pipeline_, observer_, log_, {&plans_, &plans_}, nullptr},
                     false};
};

TEST_F(Holding, LeavesTheClassUnreadAndSaysWhy) {
  others_say(FlowState::kProtecting);
  put_exports(10);
  pass(4s);
  EXPECT_EQ(writers_.records_sent(), 0u);
  EXPECT_FALSE(exports().reading);
  EXPECT_EQ(exports().lag, 10);
  EXPECT_EQ(exports().state, "absorbing");
  EXPECT_TRUE(exports().reason.starts_with(
      "held: not read while bookings (of another member) is protected; oldest record"));
  EXPECT_NEAR(exports().throttled_held_seconds, 4, 0.5);
  EXPECT_EQ(exports().throttled_credits_seconds, 0);
}

TEST_F(Holding, EndsWhenNobodyIsProtectedAnyMore) {
  others_say(FlowState::kProtecting);
  put_exports(10);
  pass(60s);
  EXPECT_EQ(exports().state, "absorbing");  // Not stalled: it is meant to wait.
  others_say(FlowState::kAbsorbing);
  pass(1s);
  EXPECT_EQ(writers_.records_sent(), 10u);
  EXPECT_TRUE(exports().reading);
  EXPECT_EQ(log_.count("state.protection"), 2);
}

TEST_F(Holding, IsNotStalledForTheTimeInWhichItWasHeld) {
  writers_.hold();
  others_say(FlowState::kProtecting);
  put_exports(10);
  pass(60s);
  others_say(FlowState::kAbsorbing);
  EXPECT_EQ(writers_.records_sent(), 10u);
  EXPECT_EQ(log_.messages.find("stalled"), std::string::npos) << log_.messages;
  pass(11s);
  EXPECT_EQ(exports().state, "stalled");  // Nothing came of what is read by now.
}

TEST_F(Holding, KeepsTheMembership) {
  others_say(FlowState::kProtecting);
  put_exports(10);
  pass(60s);
  source_.revoke(kExports);
  pass(1s);
  EXPECT_EQ(source_.confirmed_revokes(), 1);
}

}  // namespace
}  // namespace projector
