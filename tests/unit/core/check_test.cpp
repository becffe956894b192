#include "projector/base/check.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

constexpr int kInternal = 70;  // The contract's exit code.

TEST(CheckDeathTest, EndsTheProcessWithItsReason) {
  EXPECT_EXIT(PROJECTOR_CHECK(1 > 2, "one is less than two"), testing::ExitedWithCode(kInternal),
              "internal error: one is less than two .violated: 1 > 2.");
}

TEST(Check, LetsTheProcessGoOnWhereItHolds) {
  PROJECTOR_CHECK(1 < 2, "one is less than two");
  SUCCEED();
}

}  // namespace
}  // namespace projector
