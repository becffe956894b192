#include "postgres/sqlstate.h"

#include <gtest/gtest.h>

namespace projector::postgres {
namespace {

TEST(SqlState, IsWhatTheServerGave) {
  EXPECT_EQ(sqlstate_of(pqxx::sql_error("no", "SELECT", "57P01")), "57P01");
  EXPECT_EQ(sqlstate_of(pqxx::sql_error("no")), "");
}

TEST(SqlState, IsKnownOfAMissingRightThatLibpqxxGivesWithout) {
  EXPECT_EQ(sqlstate_of(pqxx::insufficient_privilege("permission denied for schema")), "42501");
}

}  // namespace
}  // namespace projector::postgres
