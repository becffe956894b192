#include "postgres/error_class.h"

#include <gtest/gtest.h>

namespace projector::postgres {
namespace {

WriteAction action(std::string_view sqlstate) { return action_for(sqlstate, "some message"); }

TEST(ErrorClass, IsolatesWhatOneRowIsToBlameFor) {
  EXPECT_EQ(action("21000"), WriteAction::kIsolate);
  EXPECT_EQ(action("22P02"), WriteAction::kIsolate);
  EXPECT_EQ(action("23505"), WriteAction::kIsolate);
  EXPECT_EQ(action("44000"), WriteAction::kIsolate);
  EXPECT_EQ(action("P0001"), WriteAction::kIsolate);
  EXPECT_EQ(action("54000"), WriteAction::kIsolate);
  EXPECT_EQ(action("54001"), WriteAction::kIsolate);
  EXPECT_EQ(action("428C9"), WriteAction::kIsolate);
}

TEST(ErrorClass, StopsWhereTheTableIsNotWhatWeWereTold) {
  EXPECT_EQ(action("42703"), WriteAction::kStop);
  EXPECT_EQ(action("42P01"), WriteAction::kStop);
  EXPECT_EQ(action("42501"), WriteAction::kStop);
  EXPECT_EQ(action("0A000"), WriteAction::kStop);
  EXPECT_EQ(action("55000"), WriteAction::kStop);
}

TEST(ErrorClass, TellsAPolicyFromAMissingPrivilege) {
  EXPECT_EQ(action_for("42501", "new row violates row-level security policy for table \"m\""),
            WriteAction::kIsolate);
  EXPECT_EQ(action_for("42501", "permission denied for table m"), WriteAction::kStop);
}

TEST(ErrorClass, ReadsThePolicysTextOnlyWithItsState) {
  EXPECT_EQ(action_for("42703", "column \"row-level security\""), WriteAction::kStop);
}

TEST(ErrorClass, KnowsAServerThatGoesOrComesOrTakesNoWrites) {
  EXPECT_EQ(action("08006"), WriteAction::kLinkLost);
  EXPECT_EQ(action("25006"), WriteAction::kUnavailable);
  EXPECT_EQ(action("53300"), WriteAction::kUnavailable);
  EXPECT_EQ(action("57P01"), WriteAction::kUnavailable);
  EXPECT_EQ(action("57P02"), WriteAction::kUnavailable);
  EXPECT_EQ(action("57P03"), WriteAction::kUnavailable);
}

TEST(ErrorClass, RetriesWhatPasses) {
  EXPECT_EQ(action("40001"), WriteAction::kRetryLater);
  EXPECT_EQ(action("40P01"), WriteAction::kRetryLater);
  EXPECT_EQ(action("53100"), WriteAction::kRetryLater);
  EXPECT_EQ(action("57000"), WriteAction::kRetryLater);
  EXPECT_EQ(action("26000"), WriteAction::kRetryLater);
}

TEST(ErrorClass, TellsTimeoutsApart) {
  EXPECT_EQ(action("57014"), WriteAction::kRetrySmaller);
  EXPECT_EQ(action("55P03"), WriteAction::kRetryAlone);
}

TEST(ErrorClass, RetriesWhatItDoesNotKnow) {
  EXPECT_EQ(action("54023"), WriteAction::kRetryUnknown);
  EXPECT_EQ(action("55006"), WriteAction::kRetryUnknown);
  EXPECT_EQ(action("58030"), WriteAction::kRetryUnknown);
  EXPECT_EQ(action("XX000"), WriteAction::kRetryUnknown);
  EXPECT_EQ(action(""), WriteAction::kRetryUnknown);
}

TEST(ErrorClass, HasNoRuleThatAnEarlierOneHides) {
  for (const StateRule& rule : state_rules()) EXPECT_EQ(action(rule.states), rule.action);
}

TEST(ErrorClass, HasOneRuleForEachFailureWithoutAState) {
  for (const StatelessRule& rule : stateless_rules()) {
    EXPECT_EQ(rule_for(rule.failure).action, rule.action);
    EXPECT_TRUE(is_retried(rule.action)) << "nothing says that a record or the table is to blame";
  }
}

TEST(ErrorClass, NeverLosesALinkWithoutEndingItsSession) {
  for (const StatelessRule& rule : stateless_rules()) {
    EXPECT_TRUE(rule.ends_session || !is_unavailable(rule.action));
  }
}

}  // namespace
}  // namespace projector::postgres
