#include "projector/base/edit_distance.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace projector {
namespace {

std::string nearest(std::string_view wanted, const std::vector<std::string>& names) {
  const std::string* const found = nearest_name(wanted, names);
  return found == nullptr ? "none" : *found;
}

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("brokers", "brokers"), 0u);
  EXPECT_EQ(edit_distance("brokers", "broker"), 1u);
  EXPECT_EQ(edit_distance("brokers", "brakes"), 2u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
}

TEST(NearestName, IsTheOneOfTheFewestEdits) {
  EXPECT_EQ(nearest("bookingz", {"bookings-old", "bookins", "bookings"}), "bookings");
}

TEST(NearestName, IsTheFirstOfSeveral) { EXPECT_EQ(nearest("a1", {"a2", "a3"}), "a2"); }

TEST(NearestName, IsNoneThatIsMoreThanTwoEditsAway) {
  EXPECT_EQ(nearest("bookings", {"booking"}), "booking");
  EXPECT_EQ(nearest("bookings", {"bookin"}), "bookin");
  EXPECT_EQ(nearest("bookings", {"booki", "refunds"}), "none");
  EXPECT_EQ(nearest("bookings", {}), "none");
}

}  // namespace
}  // namespace projector
