#include "projector/runtime/log_watch.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "support/fake_log_lookup.h"
#include "support/fake_mapper.h"

namespace projector {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class CountingLog : public EventLog {
 public:
  void write(Severity, std::string_view event, std::string_view message) override {
    ++lines;
    last = std::string(event) + ": " + std::string(message);
  }
  int lines = 0;
  std::string last;
};

class LogWatchTest : public testing::Test {
 protected:
  LogWatchTest() : pipeline_({}, {{topic("booking-events"), &mapper_}}) {
    pipeline_.assign({kFirst, Offset{40}});
    pipeline_.on_end_offset({kFirst, Offset{100}}, now_);
  }

  static TopicOptions topic(std::string name) {
    TopicOptions options;
    options.name = std::move(name);
    return options;
  }

  // Lets so much time pass, and looks after it; what was asked.
  std::string look_after(Duration pause) {
    now_.steady += pause;
    now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(pause);
    watch_.look(now_);
    return lookup_.take_asked();
  }

  bool read(std::int64_t offset) {
    RecordView record;
    record.partition = kFirst;
    record.offset = Offset{offset};
    record.timestamp = now_.wall;
    record.key = "k";
    record.value = "1";
    return pipeline_.read(record, now_);
  }

  static constexpr PartitionRef kFirst{0, 0};

  Now now_{Instant(1h), WallTime(500h)};
  FakeMapper mapper_;
  Pipeline pipeline_;
  FakeLogLookup lookup_;
  CountingLog log_;
  LogWatch watch_{pipeline_, &lookup_, log_};
};

TEST_F(LogWatchTest, LeavesAPartitionAloneThatIsReadSoon) {
  EXPECT_EQ(look_after(0s), "");
  EXPECT_EQ(look_after(900ms), "");
  ASSERT_TRUE(read(40));
  EXPECT_EQ(look_after(5s), "");
}

TEST_F(LogWatchTest, LooksUpTheRecordThatNobodyReads) {
  EXPECT_EQ(look_after(0s), "");
  EXPECT_EQ(look_after(1s), "time 0/0@40");
  EXPECT_EQ(look_after(1s), "") << "asked already";
}

TEST_F(LogWatchTest, KnowsTheAgeOfABacklogFromBeforeTheStart) {
  look_after(0s);
  look_after(1s);
  EXPECT_LT(pipeline_.oldest_age_seconds(0, now_), 2);
  lookup_.find_time({kFirst, Offset{40}}, now_.wall - 2h);
  look_after(1s);
  EXPECT_NEAR(pipeline_.oldest_age_seconds(0, now_), 7201, 0.1);
  EXPECT_EQ(look_after(1min), "retention 0") << "the record is known, its retention is not";
  EXPECT_NEAR(pipeline_.oldest_age_seconds(0, now_), 7261, 0.1) << "it grows with the clock";
}

TEST_F(LogWatchTest, AsksAgainWhereNoAnswerCame) {
  look_after(0s);
  EXPECT_EQ(look_after(1s), "time 0/0@40");
  EXPECT_EQ(look_after(9s), "retention 0") << "it waits for 10 s by the clock";
  EXPECT_EQ(look_after(1s), "time 0/0@40");
}

TEST_F(LogWatchTest, ForgetsAnAnswerOnceThePartitionMovedOn) {
  look_after(0s);
  look_after(1s);
  pipeline_.pass_to({kFirst, Offset{60}});
  lookup_.find_time({kFirst, Offset{40}}, now_.wall - 2h);
  look_after(100ms);
  EXPECT_LT(pipeline_.oldest_age_seconds(0, now_), 2) << "of a record that is passed";
  EXPECT_EQ(look_after(1s), "time 0/0@60");
}

TEST_F(LogWatchTest, ForgetsAPartitionThatWentAndCameBack) {
  look_after(0s);
  look_after(1s);
  lookup_.find_time({kFirst, Offset{40}}, now_.wall - 2h);
  look_after(1s);
  pipeline_.unassign(kFirst);
  pipeline_.assign({kFirst, Offset{40}});
  pipeline_.on_end_offset({kFirst, Offset{100}}, now_);
  EXPECT_LT(pipeline_.oldest_age_seconds(0, now_), 1);
}

TEST_F(LogWatchTest, TellsHowLongTheOldestRecordIsKept) {
  look_after(0s);
  look_after(1s);
  EXPECT_FALSE(watch_.headroom_seconds(0, now_).has_value());
  lookup_.find_time({kFirst, Offset{40}}, now_.wall - 2h);
  EXPECT_EQ(look_after(1s), "retention 0");
  lookup_.find_retention(0, {3h, false});
  look_after(1s);
  EXPECT_NEAR(watch_.headroom_seconds(0, now_).value_or(-1), 3598, 0.1);
  EXPECT_EQ(look_after(58s), "");
  EXPECT_EQ(look_after(1s), "retention 0") << "it may be changed meanwhile";
}

TEST_F(LogWatchTest, FollowsTheBeginningOfALogThatIsBoundBySize) {
  look_after(0s);
  look_after(1s);
  lookup_.find_time({kFirst, Offset{40}}, now_.wall - 2h);
  look_after(1s);
  lookup_.find_retention(0, {24h, true});
  EXPECT_EQ(look_after(1s), "starts 0/0");
  lookup_.find_start({kFirst, Offset{10}});
  EXPECT_EQ(look_after(1s), "");
  EXPECT_NEAR(watch_.headroom_seconds(0, now_).value_or(-1), 22.0 * 3600, 10);
  EXPECT_EQ(look_after(29s), "starts 0/0");
  lookup_.find_start({kFirst, Offset{25}});
  look_after(0s);
  EXPECT_NEAR(watch_.headroom_seconds(0, now_).value_or(-1), 29, 0.1) << "15 offsets in 29 s";
}

TEST_F(LogWatchTest, SaysOnceThatRetentionIsNotTold) {
  look_after(0s);
  lookup_.find_time({kFirst, Offset{40}}, now_.wall - 2h);
  look_after(1s);
  lookup_.find_retention(0, {}, "Broker: Topic authorization failed");
  lookup_.find_retention(0, {}, "Broker: Topic authorization failed");
  look_after(1s);
  EXPECT_EQ(log_.lines, 1);
  EXPECT_NE(log_.last.find("authorization failed"), std::string::npos) << log_.last;
  EXPECT_FALSE(watch_.headroom_seconds(0, now_).has_value());
}

TEST_F(LogWatchTest, AsksNothingWithoutALookup) {
  LogWatch blind(pipeline_, nullptr, log_);
  blind.look(now_);
  EXPECT_FALSE(blind.headroom_seconds(0, now_).has_value());
}

}  // namespace
}  // namespace projector
