#include "projector/core/admission.h"

#include <set>

#include <gmock/gmock.h>

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class AdmissionTest : public testing::Test {
 protected:
  AdmissionTest() {
    sight_.is_own_known = true;
    sight_.are_others_known = true;
    sight_.own_reason = "bookings: 48 s old";
    options_.classes["export"] = {"absorbing", "protecting", 10};
    options_.classes["search"] = {"", "stalled", 0};
    admission_.tune(options_);
  }

  void see(FlowState own, FlowState others = FlowState::kSteady) {
    sight_.own = own;
    sight_.others = others;
    admission_.see(sight_);
  }
  AdmissionAnswer ask(const std::string& name = "export") {
    const auto answer = admission_.ask(name, now_);
    EXPECT_TRUE(answer.has_value());
    return answer.value_or(AdmissionAnswer{});
  }
  std::string decision(const std::string& name = "export") {
    return std::string(name_of(ask(name).decision));
  }
  // Of so many that ask at once.
  int admitted(int asking, const std::string& name = "export") {
    int count = 0;
    for (int i = 0; i < asking; ++i) count += decision(name) == "admit" ? 1 : 0;
    return count;
  }
  // The least and the most of many.
  std::pair<std::uint32_t, std::uint32_t> retries() {
    std::set<std::uint32_t> seen;
    for (int i = 0; i < 500; ++i) seen.insert(ask().retry_after_seconds);
    return {*seen.begin(), *seen.rbegin()};
  }

  Instant now_{std::chrono::hours(1)};
  AdmissionOptions options_;
  AdmissionSight sight_;
  Admission admission_{options_, 7};
};

TEST_F(AdmissionTest, KnowsNoOtherClass) {
  EXPECT_FALSE(admission_.ask("exports", now_).has_value());
}

TEST_F(AdmissionTest, AdmitsAllWhileSteady) {
  see(FlowState::kSteady);
  EXPECT_EQ(admitted(1000), 1000);
  EXPECT_EQ(ask().state, FlowState::kSteady);
  EXPECT_EQ(ask().retry_after_seconds, 0u);
}

TEST_F(AdmissionTest, LimitsFromTheStateOnThatIsNamed) {
  see(FlowState::kAbsorbing);
  EXPECT_EQ(admitted(1000), 10);
  EXPECT_EQ(decision(), "limit");
}

TEST_F(AdmissionTest, RefusesFromTheStateOnThatIsNamed) {
  for (const FlowState state :
       {FlowState::kProtecting, FlowState::kAmplifying, FlowState::kStalled}) {
    see(state);
    EXPECT_EQ(decision(), "refuse") << name_of(state);
    EXPECT_EQ(ask().state, state);
  }
}

TEST_F(AdmissionTest, DoesNotLimitAClassThatIsOnlyRefused) {
  see(FlowState::kAmplifying);
  EXPECT_EQ(admitted(1000, "search"), 1000);
  see(FlowState::kStalled);
  EXPECT_EQ(admitted(1000, "search"), 0);
}

TEST_F(AdmissionTest, AnswersByTheWorstOfTheGroup) {
  see(FlowState::kSteady, FlowState::kStalled);
  EXPECT_EQ(decision(), "refuse");
  EXPECT_EQ(ask().state, FlowState::kStalled);
  EXPECT_EQ(ask().reason, "another member is stalled");
  see(FlowState::kStalled, FlowState::kAbsorbing);
  EXPECT_EQ(ask().reason, "bookings: 48 s old");
}

TEST_F(AdmissionTest, AdmitsAgainOnceTheGroupIsWell) {
  see(FlowState::kStalled);
  ASSERT_EQ(decision(), "refuse");
  see(FlowState::kSteady);
  EXPECT_EQ(decision(), "admit");
}

// --- At a rate.

TEST_F(AdmissionTest, AdmitsTheRateOverTime) {
  see(FlowState::kAbsorbing);
  admitted(10);
  int count = 0;
  for (int i = 0; i < 1000; ++i) {  // 100 a second.
    now_ += 10ms;
    count += admitted(1);
  }
  EXPECT_NEAR(count, 100, 1);
}

TEST_F(AdmissionTest, SavesUpOneSecondAtMost) {
  see(FlowState::kAbsorbing);
  admitted(10);
  now_ += 3600s;
  EXPECT_EQ(admitted(1000), 10);
}

TEST_F(AdmissionTest, DividesTheRateAmongTheMembers) {
  sight_.members = 5;
  see(FlowState::kAbsorbing);
  EXPECT_EQ(admitted(1000), 2);
  now_ += 500ms;
  EXPECT_EQ(admitted(1000), 1);
}

TEST_F(AdmissionTest, AdmitsOneNowAndThenBelowOneASecond) {
  sight_.members = 40;
  see(FlowState::kAbsorbing);
  EXPECT_EQ(admitted(1000), 1);
  now_ += 3900ms;
  EXPECT_EQ(admitted(10), 0);
  now_ += 200ms;
  EXPECT_EQ(admitted(10), 1);
}

TEST_F(AdmissionTest, AdmitsHalfOfWhatTheSinkHasToSpareWhereNoRateIsGiven) {
  options_.classes["export"].rate_per_second = 0;
  admission_.tune(options_);
  sight_.spare_per_second = 80;
  sight_.members = 4;  // What is to spare is this member's already.
  see(FlowState::kAbsorbing);
  EXPECT_EQ(admitted(1000), 40);
}

TEST_F(AdmissionTest, AdmitsOneASecondInTheGroupWhereNothingIsToSpare) {
  options_.classes["export"].rate_per_second = 0;
  admission_.tune(options_);
  sight_.members = 2;
  see(FlowState::kAbsorbing);
  EXPECT_EQ(admitted(10), 1);
  now_ += 1900ms;
  EXPECT_EQ(admitted(10), 0);
  now_ += 200ms;
  EXPECT_EQ(admitted(10), 1);
}

TEST_F(AdmissionTest, LimitsFromSteadyOn) {
  options_.classes["export"] = {"steady", "", 3};
  admission_.tune(options_);
  see(FlowState::kSteady);
  EXPECT_EQ(admitted(100), 3);
  see(FlowState::kStalled);
  now_ += 1s;
  EXPECT_EQ(admitted(100), 3);
}

// --- When to ask again.

TEST_F(AdmissionTest, SendsAwayForAboutTheDrain) {
  sight_.drain_seconds = 20;
  see(FlowState::kProtecting);
  EXPECT_EQ(retries(), std::make_pair(10u, 20u));
}

TEST_F(AdmissionTest, SendsAwayForAMinuteAtMost) {
  sight_.drain_seconds = 4000;
  see(FlowState::kProtecting);
  EXPECT_EQ(retries(), std::make_pair(30u, 60u));
}

TEST_F(AdmissionTest, SendsAwayForLongWhileTheLagGrows) {
  sight_.drain_seconds = std::nullopt;
  see(FlowState::kProtecting);
  EXPECT_EQ(retries(), std::make_pair(30u, 60u));
}

TEST_F(AdmissionTest, SendsAwayForASecondAtLeast) {
  sight_.drain_seconds = 0;
  see(FlowState::kProtecting);
  EXPECT_EQ(retries(), std::make_pair(1u, 2u));
}

TEST_F(AdmissionTest, SendsALimitedOneAwayUntilThereIsRoom) {
  see(FlowState::kAbsorbing);
  admitted(10);
  EXPECT_EQ(retries(), std::make_pair(1u, 2u));
  sight_.members = 200;  // One in 20 s.
  see(FlowState::kAbsorbing);
  now_ += 3600s;
  admitted(1);
  EXPECT_EQ(retries(), std::make_pair(10u, 20u));
}

// --- While something is not known.

TEST_F(AdmissionTest, AdmitsWhileOthersAreNotKnownAndOneselfIsSteady) {
  sight_.are_others_known = false;
  see(FlowState::kSteady, FlowState::kStalled);
  EXPECT_EQ(decision(), "admit");
}

TEST_F(AdmissionTest, RefusesThenWhereThatIsWanted) {
  options_.admits_unknown = false;
  admission_.tune(options_);
  sight_.are_others_known = false;
  see(FlowState::kSteady);
  const AdmissionAnswer answer = ask("search");
  EXPECT_EQ(answer.decision, AdmissionDecision::kRefuse);
  EXPECT_EQ(answer.state, FlowState::kSteady);
  EXPECT_EQ(answer.reason, "what the other members of the group do is not known");
  EXPECT_LE(answer.retry_after_seconds, 5u);
  EXPECT_GE(answer.retry_after_seconds, 1u);
}

TEST_F(AdmissionTest, GoesByItsOwnStateWhereThatIsNotSteady) {
  options_.admits_unknown = false;
  admission_.tune(options_);
  sight_.are_others_known = false;
  see(FlowState::kAbsorbing);
  EXPECT_EQ(decision(), "admit");
  EXPECT_EQ(decision("search"), "admit");
  see(FlowState::kStalled);
  EXPECT_EQ(decision(), "refuse");
}

TEST_F(AdmissionTest, KnowsNothingBeforeTheGroupIsJoined) {
  Admission fresh(options_, 7);
  EXPECT_EQ(fresh.ask("export", now_)->decision, AdmissionDecision::kAdmit);
  options_.admits_unknown = false;
  fresh.tune(options_);
  EXPECT_EQ(fresh.ask("export", now_)->decision, AdmissionDecision::kRefuse);
  EXPECT_EQ(fresh.ask("export", now_)->reason, "the group is not joined yet");
}

// --- Counting and reloading.

TEST_F(AdmissionTest, CountsByClassFromZero) {
  EXPECT_EQ(admission_.counts(), (AdmissionCounts{{"export", {0, 0, 0}}, {"search", {0, 0, 0}}}));
  see(FlowState::kAbsorbing);
  admitted(12);
  see(FlowState::kStalled);
  admitted(3);
  admitted(5, "search");
  EXPECT_EQ(admission_.counts(), (AdmissionCounts{{"export", {10, 2, 3}}, {"search", {0, 0, 5}}}));
}

TEST_F(AdmissionTest, KeepsCountsOfTheClassesThatStay) {
  see(FlowState::kStalled);
  admitted(3);
  options_.classes.erase("search");
  options_.classes["report"] = {"", "absorbing", 0};
  admission_.tune(options_);
  EXPECT_EQ(admission_.counts(), (AdmissionCounts{{"export", {0, 0, 3}}, {"report", {0, 0, 0}}}));
}

}  // namespace
}  // namespace projector
