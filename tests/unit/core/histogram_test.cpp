#include "projector/core/histogram.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using Counts = std::vector<std::uint64_t>;

Histogram observed() {
  Histogram histogram({1, 10, 100});
  histogram.observe(1);
  histogram.observe(2, 2);
  histogram.observe(50);
  histogram.observe(500);
  return histogram;
}

TEST(Histogram, CountsAValueAtItsBoundWithinIt) {
  EXPECT_EQ(observed().counts(), (Counts{1, 2, 1, 1}));
}

TEST(Histogram, KeepsCountsUnderBoundsThatStay) {
  const Histogram moved = observed().with_bounds({1, 10, 60, 100});
  EXPECT_EQ(moved.counts(), (Counts{1, 2, 0, 1, 1}));
  EXPECT_EQ(moved.count(), 5u);
  EXPECT_EQ(moved.sum(), observed().sum());
}

TEST(Histogram, CountsABoundsValuesAsMoreWhereItGoes) {
  EXPECT_EQ(observed().with_bounds({1, 100}).counts(), (Counts{1, 3, 1}));
  EXPECT_EQ(observed().with_bounds({1, 10}).counts(), (Counts{1, 2, 2}));
}

TEST(Histogram, TakesNewValuesUnderTheNewBounds) {
  Histogram moved = observed().with_bounds({1, 10, 60, 100});
  moved.observe(60);
  EXPECT_EQ(moved.counts(), (Counts{1, 2, 1, 1, 1}));
}

}  // namespace
}  // namespace projector
