#include "admission_desk.h"

#include <gmock/gmock.h>

namespace projector::app {
namespace {

using std::chrono_literals::operator""s;

TopicSnapshot topic(const std::string& name, const std::string& state,
                    std::optional<double> drain_seconds) {
  TopicSnapshot made;
  made.name = name;
  made.state = state;
  made.drain_seconds = drain_seconds;
  return made;
}

Snapshot own(const std::string& state, std::optional<double> drain_seconds = 0) {
  Snapshot snapshot;
  snapshot.group_joined = true;
  snapshot.state = state;
  snapshot.reason = "bookings: 48 s old";
  snapshot.topics = {topic("bookings", state, drain_seconds)};
  return snapshot;
}

GroupView view(FlowState worst, std::optional<double> drain_seconds = 0) {
  GroupView made;
  made.is_known = true;
  made.members = 2;
  made.worst_other = worst;
  made.others_drain_seconds = drain_seconds;
  return made;
}

TEST(AdmissionSight, GivesTheReasonOfTheState) {
  Snapshot snapshot = own("stalled");
  snapshot.topics.insert(snapshot.topics.begin(), topic("exports", "stalled", 5));
  EXPECT_EQ(admission_sight(snapshot, {}).own_reason, "bookings: 48 s old");
}

TEST(AdmissionSight, HasTheLongestDrainOfTheGroup) {
  EXPECT_EQ(admission_sight(own("absorbing", 5), view(FlowState::kAbsorbing, 9)).drain_seconds, 9);
  EXPECT_EQ(admission_sight(own("absorbing", 5), view(FlowState::kSteady)).drain_seconds, 5);
  EXPECT_EQ(admission_sight(own("absorbing", std::nullopt), view(FlowState::kSteady)).drain_seconds,
            std::nullopt);
  EXPECT_EQ(admission_sight(own("steady"), view(FlowState::kStalled, std::nullopt)).drain_seconds,
            std::nullopt);
}

TEST(AdmissionSight, LeavesOutTheDrainOfWhatIsSteady) {
  EXPECT_EQ(admission_sight(own("steady", std::nullopt), {}).drain_seconds, 0);
}

TEST(AdmissionSight, HasToSpareWhatIsAppliedBeyondWhatArrives) {
  Snapshot snapshot = own("absorbing");
  snapshot.topics[0].in_per_second = 500;
  snapshot.topics[0].out_per_second = 600;
  snapshot.topics.push_back(topic("exports", "absorbing", 5));
  snapshot.topics[1].in_per_second = 900;
  EXPECT_EQ(admission_sight(snapshot, {}).spare_per_second, 100);
}

class AdmissionDeskTest : public testing::Test {
 protected:
  static AdmissionOptions options() {
    AdmissionOptions made;
    made.admits_unknown = false;
    made.classes["export"] = {"", "absorbing", 0};
    return made;
  }

  void see_own(const std::string& state) {
    desk_.publish(std::make_shared<const Snapshot>(own(state)));
  }
  AdmissionAnswer ask_after(std::chrono::seconds time) {
    return desk_.ask("export", std::chrono::steady_clock::now() + time).value_or(AdmissionAnswer{});
  }
  AdmissionDecision decision_after(std::chrono::seconds time) { return ask_after(time).decision; }

  AdmissionDesk desk_{options(), 7};
};

TEST_F(AdmissionDeskTest, ForgetsOthersAfterFiveSeconds) {
  see_own("steady");
  desk_.on_group_view(view(FlowState::kSteady));
  EXPECT_EQ(decision_after(4s), AdmissionDecision::kAdmit);
  EXPECT_EQ(ask_after(6s).reason, "what the other members of the group do is not known");
  see_own("steady");
  EXPECT_EQ(decision_after(0s), AdmissionDecision::kRefuse) << "until they are heard again";
  desk_.on_group_view(view(FlowState::kSteady));
  EXPECT_EQ(decision_after(0s), AdmissionDecision::kAdmit);
}

TEST_F(AdmissionDeskTest, TakesItselfForStalledWhenItsLoopHangs) {
  see_own("steady");
  desk_.on_group_view(view(FlowState::kSteady));
  EXPECT_EQ(ask_after(11s).state, FlowState::kStalled);
  see_own("steady");
  desk_.on_group_view(view(FlowState::kSteady));
  EXPECT_EQ(decision_after(0s), AdmissionDecision::kAdmit);
}

TEST_F(AdmissionDeskTest, TakesOtherClassesWhileItRuns) {
  AdmissionOptions other = options();
  other.classes["search"] = {"", "stalled", 0};
  desk_.tune(other);
  EXPECT_TRUE(desk_.ask("search", std::chrono::steady_clock::now()).has_value());
  EXPECT_EQ(desk_.counts().size(), 2u);
}

// --- Over HTTP.

TEST_F(AdmissionDeskTest, AnswersAsTheContractSays) {
  see_own("absorbing");
  desk_.on_group_view(view(FlowState::kSteady));
  const http::Handler handler = desk_.handlers().at("/admission/");

  const http::Response refused = handler({"/admission/export"});
  EXPECT_EQ(refused.status, 429);
  ASSERT_EQ(refused.headers.size(), 1u);
  const auto& [name, seconds] = refused.headers[0];
  EXPECT_EQ(name, "Retry-After");
  EXPECT_EQ(refused.body, R"({"decision":"refuse","state":"absorbing","retry_after_s":)" + seconds +
                              R"(,"reason":"bookings: 48 s old"})"
                              "\n");
  EXPECT_EQ(handler({"/admission/export", {{"deny", "403"}}}).status, 403);
  EXPECT_EQ(handler({"/admission/export", {{"deny", "503"}}}).status, 429);
  EXPECT_EQ(handler({"/admission/exports"}).status, 404);
  EXPECT_EQ(handler({"/admission/"}).status, 404);

  see_own("steady");
  const http::Response admitted = handler({"/admission/export", {{"deny", "403"}}});
  EXPECT_EQ(admitted.status, 200);
  EXPECT_TRUE(admitted.headers.empty());
  EXPECT_EQ(admitted.body,
            "{\"decision\":\"admit\",\"state\":\"steady\",\"retry_after_s\":0,\"reason\":\"\"}\n");
}

}  // namespace
}  // namespace projector::app
