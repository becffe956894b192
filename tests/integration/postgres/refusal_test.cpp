#include <string>

#include <gmock/gmock.h>

#include "test_database.h"

namespace projector::postgres {
namespace {

using testing::HasSubstr;
using testing::Not;

class RefusalTest : public DatabaseTest {
 protected:
  RefusalTest() {
    sql("CREATE TABLE manifest (id text PRIMARY KEY, name text NOT NULL, version bigint)");
    plans_ = {plan_of("manifest")};
  }

  WriteResult write_passenger() { return write({{"a", "PASSENGER ONE", "1"}}); }
};

TEST_F(RefusalTest, IsolatesAMissingValueAndNamesItsColumn) {
  const WriteResult result = write({{"PASSENGER", std::nullopt, "1"}});
  EXPECT_EQ(result.action, WriteAction::kIsolate);
  EXPECT_EQ(result.sqlstate, "23502");
  EXPECT_THAT(result.reason, HasSubstr("\"name\""));
  EXPECT_THAT(result.reason, HasSubstr("manifest"));
  EXPECT_THAT(result.reason, Not(HasSubstr("PASSENGER")));
}

TEST_F(RefusalTest, IsolatesAViolatedCheckAndNamesTheConstraint) {
  sql("ALTER TABLE manifest ADD CONSTRAINT name_is_short CHECK (length(name) < 5)");
  const WriteResult result = write_passenger();
  EXPECT_EQ(result.action, WriteAction::kIsolate);
  EXPECT_THAT(result.reason, HasSubstr("name_is_short"));
  EXPECT_THAT(result.reason, Not(HasSubstr("PASSENGER")));
}

TEST_F(RefusalTest, IsolatesAnotherUniqueKeyWithoutItsValue) {
  sql("CREATE UNIQUE INDEX one_name ON manifest (name)");
  write_passenger();
  const WriteResult result = write({{"b", "PASSENGER ONE", "1"}});
  EXPECT_EQ(result.action, WriteAction::kIsolate);
  EXPECT_EQ(result.sqlstate, "23505");
  EXPECT_THAT(result.reason, HasSubstr("one_name"));
  EXPECT_THAT(result.reason, Not(HasSubstr("PASSENGER")));
}

TEST_F(RefusalTest, IsolatesADeferredConstraintThatRefusesAtCommit) {
  sql("CREATE TABLE ship (name text PRIMARY KEY)");
  sql("ALTER TABLE manifest ADD FOREIGN KEY (name) REFERENCES ship DEFERRABLE INITIALLY DEFERRED");
  options_.prepared_statements = false;  // A transaction of several statements.
  const WriteResult result = write_passenger();
  EXPECT_EQ(result.action, WriteAction::kIsolate) << result.reason;
  EXPECT_EQ(result.sqlstate, "23503");
}

TEST_F(RefusalTest, IsolatesWhatATriggerRefusesAndShowsNothingOfItsText) {
  sql("CREATE FUNCTION bar() RETURNS trigger LANGUAGE plpgsql AS "
      "$$BEGIN RAISE EXCEPTION 'barred: %', NEW.name; END$$");
  sql("CREATE TRIGGER bar BEFORE INSERT ON manifest FOR EACH ROW EXECUTE FUNCTION bar()");
  const WriteResult result = write_passenger();
  EXPECT_EQ(result.action, WriteAction::kIsolate);
  EXPECT_EQ(result.sqlstate, "P0001");
  EXPECT_THAT(result.reason, Not(HasSubstr("PASSENGER")));
}

TEST_F(RefusalTest, IsolatesAGeneratedColumn) {
  sql("ALTER TABLE manifest DROP name");
  sql("ALTER TABLE manifest ADD name text GENERATED ALWAYS AS ('x') STORED");
  const WriteResult result = write_passenger();
  EXPECT_EQ(result.sqlstate, "428C9");
  EXPECT_EQ(result.action, WriteAction::kIsolate);
}

TEST_F(RefusalTest, LeavesNothingOfABatchWhoseLastStatementIsRefused) {
  sql("INSERT INTO manifest VALUES ('a', 'PASSENGER ONE', 1)");
  plans_.push_back(plan_of(ChangeKind::kDelete, "manifest", {"id", "version"}));
  TestBatch batch = {};
  batch.add({"a", "2"}, 1);
  batch.add({"a", std::nullopt, "3"}, 0);
  EXPECT_EQ(write(std::move(batch)).sqlstate, "23502");
  EXPECT_EQ(sql("SELECT * FROM manifest"), "a|PASSENGER ONE|1");
}

TEST_F(RefusalTest, WorksOnAfterARefusal) {
  write({{"a", std::nullopt, "1"}});
  EXPECT_EQ(write_passenger().action, WriteAction::kApplied);
}

TEST_F(RefusalTest, StopsAtADroppedColumnAndGoesOnWhenItIsBack) {
  write({{"b", "PASSENGER TWO", "1"}});
  sql("ALTER TABLE manifest DROP name");
  const WriteResult result = write_passenger();
  EXPECT_EQ(result.action, WriteAction::kStop);
  EXPECT_EQ(result.sqlstate, "42703");
  EXPECT_THAT(result.reason, HasSubstr("\"name\""));
  sql("ALTER TABLE manifest ADD name text");
  EXPECT_EQ(write_passenger().action, WriteAction::kApplied);
}

TEST_F(RefusalTest, StopsAtAMissingTable) {
  sql("DROP TABLE manifest");
  EXPECT_EQ(write_passenger().action, WriteAction::kStop);
}

TEST_F(RefusalTest, StopsAtAMissingUniqueIndex) {
  sql("ALTER TABLE manifest DROP CONSTRAINT manifest_pkey");
  EXPECT_EQ(write_passenger().sqlstate, "42P10");
  EXPECT_EQ(write_passenger().action, WriteAction::kStop);
}

class RestrictedUserTest : public RefusalTest {
 public:
  ~RestrictedUserTest() override { sql("DROP OWNED BY restricted"); }

 protected:
  RestrictedUserTest() {
    sql("DROP ROLE IF EXISTS restricted");
    sql("CREATE ROLE restricted LOGIN");
    sql("GRANT USAGE ON SCHEMA " + admin_.quote_name(schema_) + " TO restricted");
    options_.url.replace(options_.url.find("postgres@"), 8, "restricted");
  }
};

TEST_F(RestrictedUserTest, StopsAtAMissingPrivilege) {
  const WriteResult result = write_passenger();
  EXPECT_EQ(result.action, WriteAction::kStop) << result.reason;
  EXPECT_EQ(result.sqlstate, "42501");
  EXPECT_THAT(result.reason, HasSubstr("permission denied for table manifest"));
  EXPECT_THAT(result.reason, HasSubstr("SELECT, INSERT, UPDATE"));
}

TEST_F(RestrictedUserTest, StopsAtAMissingPrivilegeToDelete) {
  sql("GRANT SELECT, INSERT, UPDATE ON manifest TO restricted");
  write_passenger();
  plans_ = {plan_of(ChangeKind::kDelete, "manifest", {"id", "version"})};
  const WriteResult result = write({{"a", "2"}});
  EXPECT_EQ(result.action, WriteAction::kStop) << result.reason;
  EXPECT_EQ(result.sqlstate, "42501");
  EXPECT_THAT(result.reason, HasSubstr("permission denied for table manifest"));
  EXPECT_THAT(result.reason, HasSubstr("SELECT, DELETE"));
  sql("GRANT DELETE ON manifest TO restricted");
  EXPECT_EQ(write({{"a", "2"}}).applied, 1u);
}

TEST_F(RestrictedUserTest, StopsAtAMissingPrivilegeToUpdateTheMark) {
  sql("ALTER TABLE manifest ADD removed boolean");
  sql("GRANT SELECT, UPDATE (name, version) ON manifest TO restricted");
  plans_ = {plan_of(ChangeKind::kDelete, "manifest", {"id", "version"})};
  plans_[0].removed_mark = RemovedMark::kBoolean;
  plans_[0].removed_column = "removed";
  const WriteResult result = write({{"a", "2"}});
  EXPECT_EQ(result.action, WriteAction::kStop) << result.reason;
  EXPECT_EQ(result.sqlstate, "42501");
  EXPECT_THAT(result.reason, HasSubstr("permission denied for table manifest"));
  EXPECT_THAT(result.reason, HasSubstr("SELECT, UPDATE"));
}

TEST_F(RestrictedUserTest, IsolatesARowThatAPolicyRefuses) {
  sql("GRANT ALL ON manifest TO restricted");
  sql("ALTER TABLE manifest ENABLE ROW LEVEL SECURITY");
  const WriteResult result = write_passenger();
  EXPECT_EQ(result.action, WriteAction::kIsolate) << result.reason;
  EXPECT_EQ(result.sqlstate, "42501");
}

}  // namespace
}  // namespace projector::postgres
