// Each row of the tables in error_class.cpp, raised by a real server.

#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "postgres/error_class.h"
#include "test_database.h"

namespace projector::postgres {
namespace {

using testing::HasSubstr;

// A row's name is the SQLSTATE that its insertion raises.
class ErrorTableTest : public DatabaseTest {
 protected:
  ErrorTableTest() {
    sql("CREATE TABLE manifest (id text PRIMARY KEY, name text, version bigint)");
    sql("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'failed' USING ERRCODE = NEW.name; END$$");
    sql("CREATE TRIGGER fail BEFORE INSERT ON manifest FOR EACH ROW WHEN (NEW.name <> 'none') "
        "EXECUTE FUNCTION fail()");
    plans_ = {plan_of("manifest")};
  }

  WriteResult raise(const std::string& sqlstate) { return write({{"a", sqlstate, "1"}}); }
  // Whatever it was, the next batch is applied: at once, or by a new session.
  void expect_goes_on() {
    EXPECT_EQ(raise("none").action, WriteAction::kApplied);
    EXPECT_EQ(sql("SELECT * FROM manifest"), "a|none|1");
  }
};

class StateRuleTest : public ErrorTableTest, public testing::WithParamInterface<StateRule> {};

TEST_P(StateRuleTest, SaysWhatIsDoneNext) {
  std::string sqlstate(GetParam().states);
  if (sqlstate.size() == 2) sqlstate += "000";
  const WriteResult result = raise(sqlstate);
  EXPECT_EQ(result.action, GetParam().action) << sqlstate << ": " << result.reason;
  // libpqxx keeps none of a link that is broken.
  EXPECT_TRUE(is_unavailable(result.action) || result.sqlstate == sqlstate) << result.sqlstate;
  expect_goes_on();
}

std::string state_of(const testing::TestParamInfo<StateRule>& rule) {
  return std::string(rule.param.states);
}

INSTANTIATE_TEST_SUITE_P(States, StateRuleTest, testing::ValuesIn(state_rules()), state_of);

TEST_F(ErrorTableTest, RetriesWhatStandsNowhere) {
  for (const char* sqlstate : {"XX000", "58030", "54023", "55006", "F0000", "99999"}) {
    const WriteResult result = raise(sqlstate);
    EXPECT_EQ(result.action, WriteAction::kRetryUnknown) << sqlstate;
    EXPECT_EQ(result.sqlstate, sqlstate);
  }
  expect_goes_on();
}

TEST_F(ErrorTableTest, KnowsAServerThatTurnsItAway) {
  sql("DROP ROLE IF EXISTS turned_away");
  sql("CREATE ROLE turned_away LOGIN CONNECTION LIMIT 0");
  options_.url.replace(options_.url.find("postgres@"), 8, "turned_away");
  const WriteResult result = raise("none");
  EXPECT_EQ(result.action, rule_for(StatelessFailure::kNotConnected).action);
  EXPECT_THAT(result.reason, HasSubstr("too many connections"));
}

TEST_F(ErrorTableTest, TriesAgainByANewSessionAfterALostAnswerToCommit) {
  sql("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS "
      "$$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END$$");
  sql("CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON manifest DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION cut()");
  options_.prepared_statements = false;  // BEGIN, the statement, and COMMIT, each by itself.
  const WriteResult result = raise("none");
  EXPECT_EQ(result.action, rule_for(StatelessFailure::kInDoubt).action) << result.reason;
  EXPECT_THAT(result.reason, HasSubstr("connection lost"));
  sql("DROP TRIGGER cut ON manifest");
  expect_goes_on();
}

TEST_F(ErrorTableTest, TriesAgainByANewSessionAfterALinkThatBroke) {
  sql("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS "
      "$$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END$$");
  sql("CREATE TRIGGER cut BEFORE INSERT ON manifest FOR EACH ROW EXECUTE FUNCTION cut()");
  const WriteResult result = raise("none");
  EXPECT_EQ(result.action, rule_for(StatelessFailure::kBrokenLink).action) << result.reason;
  sql("DROP TRIGGER cut ON manifest");
  expect_goes_on();
}

}  // namespace
}  // namespace projector::postgres
