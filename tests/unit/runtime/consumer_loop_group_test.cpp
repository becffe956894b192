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

}  // namespace
}  // namespace projector
