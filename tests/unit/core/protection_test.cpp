#include "projector/core/protection.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Topics: 0 critical, 1 normal, 2 optional.
class ProtectionTest : public testing::Test {
 protected:
  ProtectionTest() {
    const std::vector<TopicClass> classes = {TopicClass::kCritical, TopicClass::kNormal,
                                             TopicClass::kOptional};
    for (std::size_t i = 0; i < classes.size(); ++i) {
      options_[i].name = "topic-" + std::to_string(i);
      options_[i].topic_class = classes[i];
      options_[i].retention_reserve = seconds(7'200);
      topics_[i].options = &options_[i];
    }
    group_.is_known = true;
    group_.others.resize(3);
  }

  // Who is read: "C", "N", "O" where so, "." where held, "!" where rescued.
  std::string after(Duration lasts) {
    now_ += lasts;
    for (std::string& change : protection_.decide(topics_, group_, now_)) {
      news_ += change + "\n";
    }
    std::string text = "CNO";
    for (std::size_t i = 0; i < text.size(); ++i) {
      const ClassOrder order = protection_.orders().classes[i];
      if (order == ClassOrder::kHold) text[i] = '.';
      if (order == ClassOrder::kRescue) text[i] = '!';
    }
    return text;
  }

  std::array<TopicOptions, 3> options_;
  std::array<TopicStanding, 3> topics_;
  GroupView group_;
  Instant now_{std::chrono::hours(1)};
  std::string news_;
  Protection protection_;
};

TEST_F(ProtectionTest, ReadsAllWhileNothingIsProtected) {
  topics_[0].state = FlowState::kAbsorbing;
  topics_[2].state = FlowState::kStalled;
  EXPECT_EQ(after(seconds(100)), "CNO");
  EXPECT_EQ(news_, "");
}

TEST_F(ProtectionTest, HoldsOptionalAtOnceAndNormalWhereThatDoesNotHelp) {
  topics_[0].state = FlowState::kProtecting;
  EXPECT_EQ(after(seconds(0)), "CN.");
  EXPECT_EQ(after(milliseconds(14'999)), "CN.");
  EXPECT_EQ(after(milliseconds(1)), "C..");
  EXPECT_EQ(protection_.held_reason(TopicClass::kOptional),
            "held: not read while topic-0 is protected");
}

TEST_F(ProtectionTest, EndsWithTheTopicsAbove) {
  topics_[0].state = FlowState::kProtecting;
  after(seconds(0));
  after(seconds(20));
  topics_[0].state = FlowState::kAbsorbing;
  EXPECT_EQ(after(seconds(0)), "CNO");
  EXPECT_EQ(protection_.held_reason(TopicClass::kOptional), "");
  topics_[0].state = FlowState::kProtecting;  // Anew: from its beginning.
  EXPECT_EQ(after(seconds(20)), "CN.");
  EXPECT_EQ(news_,
            "optional topics are held: not read while topic-0 is protected; their records wait in "
            "Kafka\n"
            "normal topics are held: not read while topic-0 is protected; their records wait in "
            "Kafka\n"
            "normal topics are read again: nothing above them is protected any more\n"
            "optional topics are read again: nothing above them is protected any more\n"
            "optional topics are held: not read while topic-0 is protected; their records wait in "
            "Kafka\n");
}

TEST_F(ProtectionTest, HoldsNothingAboveOrBesideWhatIsProtected) {
  topics_[1].state = FlowState::kProtecting;
  EXPECT_EQ(after(seconds(0)), "CN.");
  EXPECT_EQ(after(seconds(100)), "CN.");
  topics_[1].state = FlowState::kSteady;
  topics_[2].state = FlowState::kProtecting;
  EXPECT_EQ(after(seconds(100)), "CNO");
}

TEST_F(ProtectionTest, HoldsForATopicOfAnotherMember) {
  group_.others[0] = FlowState::kProtecting;
  EXPECT_EQ(after(seconds(0)), "CN.");
  EXPECT_EQ(after(seconds(15)), "C..");
  EXPECT_EQ(protection_.held_reason(TopicClass::kNormal),
            "held: not read while topic-0 (of another member) is protected");
  group_.others[0] = FlowState::kAbsorbing;
  EXPECT_EQ(after(seconds(0)), "CNO");
}

TEST_F(ProtectionTest, BelievesNoViewThatIsNotKnown) {
  group_.others[0] = FlowState::kProtecting;
  group_.is_known = false;
  EXPECT_EQ(after(seconds(20)), "CNO");
}

TEST_F(ProtectionTest, HoldsWhileWorkRepeats) {
  topics_[0].state = FlowState::kAmplifying;
  EXPECT_EQ(after(seconds(0)), "CN.");
}

TEST_F(ProtectionTest, GoesOnWhileTheSinkIsDown) {
  topics_[0].state = FlowState::kProtecting;
  after(seconds(0));
  topics_[0].state = FlowState::kStalled;
  topics_[0].is_at_risk = true;
  EXPECT_EQ(after(seconds(1)), "CN.");
  topics_[0].is_at_risk = false;
  EXPECT_EQ(after(seconds(1)), "CNO");
}

TEST_F(ProtectionTest, RescuesWhatRetentionComesCloseTo) {
  topics_[0].state = FlowState::kProtecting;
  topics_[2].retention_headroom_seconds = 7'200;
  EXPECT_EQ(after(seconds(0)), "CN.");
  topics_[2].retention_headroom_seconds = 7'199;
  EXPECT_EQ(after(seconds(1)), "CN!");
  topics_[2].retention_headroom_seconds = 8'999;
  EXPECT_EQ(after(seconds(1)), "CN!");
  topics_[2].retention_headroom_seconds = 9'000;
  EXPECT_EQ(after(seconds(1)), "CN.");
  topics_[2].retention_headroom_seconds.reset();
  EXPECT_EQ(after(seconds(1)), "CN.");
}

TEST_F(ProtectionTest, LetsShedInsteadOfHolding) {
  options_[2].overload = OverloadPolicy::kShed;
  EXPECT_EQ(after(seconds(0)), "CNO");
  EXPECT_FALSE(protection_.orders().is_shedding(TopicClass::kOptional));
  topics_[0].state = FlowState::kProtecting;
  EXPECT_EQ(after(seconds(1)), "CNO");
  EXPECT_TRUE(protection_.orders().is_shedding(TopicClass::kOptional));
  EXPECT_FALSE(protection_.orders().is_shedding(TopicClass::kNormal));
}

TEST_F(ProtectionTest, HoldsAClassThatHasATopicToHold) {
  options_[1].topic_class = TopicClass::kOptional;
  options_[2].overload = OverloadPolicy::kShed;
  topics_[0].state = FlowState::kProtecting;
  EXPECT_EQ(after(seconds(0)), "CN.");
  EXPECT_FALSE(protection_.orders().is_shedding(TopicClass::kOptional));
}

}  // namespace
}  // namespace projector
