// What the other members say, handed to the loop from another thread.

#include <gtest/gtest.h>

#include "loop_fixture.h"

namespace projector {
namespace {

GroupView view_of(std::uint32_t members) {
  GroupView view;
  view.is_known = true;
  view.members = members;
  return view;
}

TEST_F(LoopTest, TakesTheLatestViewOfTheGroupAtItsNextStep) {
  settle();
  EXPECT_FALSE(observer_.group_view().is_known);
  loop_.on_group_view(view_of(2));
  loop_.on_group_view(view_of(3));
  EXPECT_FALSE(observer_.group_view().is_known);
  settle();
  EXPECT_EQ(observer_.group_view().members, 3u);
}

TEST_F(LoopTest, KeepsAViewUntilTheNextOne) {
  loop_.on_group_view(view_of(2));
  settle();
  pass(std::chrono::seconds(60));
  EXPECT_EQ(observer_.group_view().members, 2u);
}

SourceEvent refusal(std::string what) {
  SourceEvent event;
  event.kind = SourceEvent::Kind::kAccess;
  event.refused = {std::move(what)};
  return event;
}

TEST_F(LoopTest, IsStalledWhileTheBrokersRefuseItsUserAndSaysSoOnce) {
  settle();
  source_.say(refusal("the brokers refuse the topic bookings"));
  pass(std::chrono::seconds(1));
  EXPECT_EQ(board_.latest->state, "stalled");
  EXPECT_EQ(board_.latest->topics.front().reason, "the brokers refuse the topic bookings");
  EXPECT_EQ(log_.count("kafka.refused"), 1);

  source_.say(refusal(""));
  pass(std::chrono::seconds(1));
  EXPECT_EQ(board_.latest->state, "steady");
  EXPECT_EQ(log_.count("kafka.refused"), 1);
  EXPECT_EQ(log_.count("kafka.granted"), 1);
}

}  // namespace
}  // namespace projector
