#include "projector/core/topic_state.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

TopicSight behind() {
  TopicSight sight;
  sight.lag = 5'000;
  sight.oldest_age_seconds = 40;
  sight.budget_seconds = 120;
  sight.in_per_second = 3'000;
  sight.out_per_second = 600;
  return sight;
}

FlowState state_of(const TopicSight& sight, FlowState before = FlowState::kAbsorbing) {
  return judge(sight, before).state;
}

TEST(TopicState, IsAbsorbingFromASecondAndSteadyAgainBelowHalfOfOne) {
  TopicSight sight = behind();
  sight.oldest_age_seconds = 1.0;
  EXPECT_EQ(state_of(sight, FlowState::kSteady), FlowState::kSteady);
  sight.oldest_age_seconds = 1.1;
  EXPECT_EQ(state_of(sight, FlowState::kSteady), FlowState::kAbsorbing);
  sight.oldest_age_seconds = 0.6;
  EXPECT_EQ(state_of(sight), FlowState::kAbsorbing);
  sight.oldest_age_seconds = 0.5;
  EXPECT_EQ(state_of(sight), FlowState::kSteady);
}

TEST(TopicState, IsStalledWhereTheBrokersRefuseItThoughNothingIsKnownToWait) {
  TopicSight sight;
  sight.access_reason = "the brokers refuse the topic";
  sight.brokers_silent_seconds = 60;

  EXPECT_EQ(state_of(sight, FlowState::kSteady), FlowState::kStalled);
  EXPECT_EQ(judge(sight, FlowState::kSteady).reason, "the brokers refuse the topic");
}

TEST(TopicState, IsProtectingWhereTheBudgetIsAtRisk) {
  TopicSight sight = behind();
  EXPECT_EQ(state_of(sight), FlowState::kAbsorbing);
  sight.is_at_risk = true;
  EXPECT_EQ(state_of(sight), FlowState::kProtecting);
}

TEST(TopicState, SaysTheForecastWhereThereIsOne) {
  TopicSight sight = behind();
  EXPECT_EQ(
      judge(sight, FlowState::kAbsorbing).reason,
      "oldest record 40.0 s old of 120 s allowed; 600/s applied of 3000/s arriving; lag 5000");
  sight.reached_seconds = 131.4;
  EXPECT_EQ(judge(sight, FlowState::kAbsorbing).reason,
            "oldest record 40.0 s old of 120 s allowed; 600/s applied of 3000/s arriving; lag "
            "5000; by forecast 131 s old when applied");
}

TEST(TopicState, IsAmplifyingBeforeItIsProtecting) {
  TopicSight sight = behind();
  sight.is_at_risk = true;
  sight.is_amplifying = true;
  sight.repeated_per_second = 420;
  sight.useful_before_per_second = 1'000;
  const TopicVerdict verdict = judge(sight, FlowState::kProtecting);
  EXPECT_EQ(verdict.state, FlowState::kAmplifying);
  EXPECT_TRUE(verdict.reason.starts_with(
      "work repeats: 420/s sent or read again, 600/s applied of 1000/s before; oldest record"));
}

TEST(TopicState, DecidesNothingWhileItIsHeld) {
  TopicSight sight = behind();
  sight.is_at_risk = true;
  sight.is_amplifying = true;
  sight.idle_seconds = 600;
  sight.held_reason = "held: not read while booking-events is protected";
  const TopicVerdict verdict = judge(sight, FlowState::kProtecting);
  EXPECT_EQ(verdict.state, FlowState::kAbsorbing);
  EXPECT_TRUE(verdict.reason.starts_with("held: not read while booking-events is protected; "));
}

TEST(TopicState, IsStalledTenSecondsAfterTheLastRecord) {
  TopicSight sight = behind();
  sight.is_at_risk = true;
  sight.idle_seconds = 10;
  EXPECT_EQ(state_of(sight), FlowState::kProtecting);
  sight.idle_seconds = 10.1;
  EXPECT_EQ(state_of(sight), FlowState::kStalled);
}

TEST(TopicState, IsStalledWhileTheSinkIsDownEvenWhereItIsHeld) {
  TopicSight sight = behind();
  sight.held_reason = "held";
  sight.is_sink_down = true;
  EXPECT_EQ(state_of(sight), FlowState::kStalled);
}

TEST(TopicState, IsSteadyWhereNothingWaitsWhateverElseIsSaid) {
  TopicSight sight = behind();
  sight.lag = 0;
  sight.is_at_risk = true;
  sight.is_amplifying = true;
  EXPECT_EQ(state_of(sight), FlowState::kSteady);
}

TEST(TopicState, IsKnownByItsName) {
  for (const FlowState state : {FlowState::kSteady, FlowState::kAbsorbing, FlowState::kProtecting,
                                FlowState::kAmplifying, FlowState::kStalled}) {
    EXPECT_EQ(flow_state_of(name_of(state)), state);
  }
  EXPECT_EQ(flow_state_of("unheard of"), FlowState::kSteady);
}

}  // namespace
}  // namespace projector
