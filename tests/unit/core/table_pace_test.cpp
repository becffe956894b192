#include "projector/core/table_pace.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

TEST(TablePace, HalvesABatchThatTookTooLong) {
  TablePace pace;
  pace.on_timeout(500);
  EXPECT_EQ(pace.records_max(), 250u);
  pace.on_timeout(250);
  EXPECT_EQ(pace.records_max(), 125u);
}

TEST(TablePace, HalvesOnceForBatchesOfOneMoment) {
  TablePace pace;
  for (int writer = 0; writer < 4; ++writer) pace.on_timeout(500);
  EXPECT_EQ(pace.records_max(), 250u);
}

TEST(TablePace, GoesDownToOneRecord) {
  TablePace pace;
  for (std::uint32_t records = 500; records > 1; records = pace.records_max()) {
    pace.on_timeout(records);
  }
  pace.on_timeout(1);
  EXPECT_EQ(pace.records_max(), 1u);
}

TEST(TablePace, GrowsAgainWithEachSuccessOfThatSize) {
  TablePace pace;
  pace.on_timeout(2);
  pace.on_applied(1);
  EXPECT_EQ(pace.records_max(), 2u);
  pace.on_applied(1);
  EXPECT_EQ(pace.records_max(), 2u) << "one record proves nothing of two";
  while (pace.records_max() < 1000) pace.on_applied(pace.records_max());
}

TEST(TablePace, GrowsWithoutEnd) {
  TablePace pace;
  pace.on_timeout(2);
  for (int i = 0; i < 100; ++i) pace.on_applied(pace.records_max());
  EXPECT_EQ(pace.records_max(), TablePace().records_max());
}

TEST(TablePace, IsLockedFromALockTimeoutToTheNextSuccess) {
  TablePace pace;
  EXPECT_FALSE(pace.is_locked());
  pace.on_lock_timeout();
  EXPECT_TRUE(pace.is_locked());
  pace.on_applied(1);
  EXPECT_FALSE(pace.is_locked());
}

}  // namespace
}  // namespace projector
