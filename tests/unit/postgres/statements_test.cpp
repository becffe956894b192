#include "postgres/statements.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace projector::postgres {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

WritePlan manifest(ChangeKind kind = ChangeKind::kUpsert) {
  WritePlan plan;
  plan.kind = kind;
  plan.schema = "public";
  plan.table = "manifest";
  plan.columns = {{"booking", "text"}, {"no", "integer"}, {"at", "date"}, {"version", "bigint"}};
  plan.key_count = 2;
  return plan;
}

WritePlan with_type(const std::string& type) {
  WritePlan plan = manifest();
  plan.columns[2].type = type;
  return plan;
}

WritePlan with_mark(ChangeKind kind, RemovedMark mark) {
  WritePlan plan = manifest(kind);
  plan.removed_mark = mark;
  plan.removed_column = "removed";
  if (mark == RemovedMark::kBoolean) plan.columns.erase(plan.columns.begin() + 2);
  if (mark == RemovedMark::kTimestamp) plan.columns[2] = {"removed", "date"};
  return plan;
}

// Of a removal: key and version, nothing to set.
WritePlan removal_for_good(ChangeKind kind) {
  WritePlan plan = manifest(kind);
  plan.columns.erase(plan.columns.begin() + 2);
  return plan;
}

std::string sql_of(const WritePlan& plan) { return write_statement(plan).sql; }

TEST(WriteStatement, InsertsOrUpdatesWhatIsOlder) {
  EXPECT_EQ(sql_of(manifest()),
            "INSERT INTO \"public\".\"manifest\" AS t (\"booking\", \"no\", \"at\", \"version\") "
            "SELECT s.c0, s.c1::integer, s.c2::date, s.c3::bigint "
            "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS s(c0, c1, c2, c3) "
            "ON CONFLICT (\"booking\", \"no\") DO UPDATE SET \"at\" = excluded.\"at\", "
            "\"version\" = excluded.\"version\" "
            "WHERE (t.\"version\" IS NULL OR excluded.\"version\" > t.\"version\")");
}

TEST(WriteStatement, UpdatesTheRowsThatTheKeyMeets) {
  EXPECT_EQ(sql_of(manifest(ChangeKind::kUpdate)),
            "UPDATE \"public\".\"manifest\" AS t SET \"at\" = s.c2::date, "
            "\"version\" = s.c3::bigint "
            "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS s(c0, c1, c2, c3) "
            "WHERE t.\"booking\" = s.c0 AND t.\"no\" = s.c1::integer "
            "AND (t.\"version\" IS NULL OR s.c3::bigint > t.\"version\")");
}

TEST(WriteStatement, DeletesWhatIsOlderWhereTheTableHasNoMark) {
  EXPECT_EQ(sql_of(removal_for_good(ChangeKind::kDelete)),
            "DELETE FROM \"public\".\"manifest\" AS t "
            "USING unnest($1::text[], $2::text[], $3::text[]) AS s(c0, c1, c2) "
            "WHERE t.\"booking\" = s.c0 AND t.\"no\" = s.c1::integer "
            "AND (t.\"version\" IS NULL OR s.c2::bigint > t.\"version\")");
}

TEST(WriteStatement, RemovesTheOlderRowsOfAParentLikeThoseOfAKey) {
  EXPECT_EQ(sql_of(removal_for_good(ChangeKind::kReplace)),
            sql_of(removal_for_good(ChangeKind::kDelete)));
}

TEST(WriteStatement, MarksARemovedRowWithTheCellOfATime) {
  EXPECT_THAT(sql_of(with_mark(ChangeKind::kReplace, RemovedMark::kTimestamp)),
              HasSubstr(" SET \"removed\" = s.c2::date, \"version\" = s.c3::bigint FROM "));
}

TEST(WriteStatement, MarksARemovedRowWithTrue) {
  EXPECT_THAT(sql_of(with_mark(ChangeKind::kDelete, RemovedMark::kBoolean)),
              HasSubstr(" SET \"version\" = s.c2::bigint, \"removed\" = true FROM "));
}

TEST(WriteStatement, ClearsColumnsOfADeletedRow) {
  WritePlan plan = with_mark(ChangeKind::kDelete, RemovedMark::kTimestamp);
  plan.cleared = {"name", "cabin"};
  EXPECT_THAT(sql_of(plan), HasSubstr("::bigint, \"name\" = NULL, \"cabin\" = NULL FROM "));
}

TEST(WriteStatement, TakesTheMarkOfRemovalAwayFromWhatIsUpserted) {
  WritePlan plan = manifest();
  plan.removed_column = "removed";
  plan.removed_mark = RemovedMark::kTimestamp;
  EXPECT_THAT(sql_of(plan), HasSubstr(", \"removed\" = NULL WHERE"));
  plan.removed_mark = RemovedMark::kBoolean;
  EXPECT_THAT(sql_of(plan), HasSubstr(", \"removed\" = false WHERE"));
}

TEST(WriteStatement, LeavesTheMarkOfWhatIsUpdated) {
  WritePlan plan = manifest(ChangeKind::kUpdate);
  plan.removed_column = "removed";
  plan.removed_mark = RemovedMark::kBoolean;
  EXPECT_THAT(sql_of(plan), Not(HasSubstr("removed")));
}

TEST(WriteStatement, TakesAllCells) {
  EXPECT_THAT(write_statement(manifest(ChangeKind::kUpdate)).cells, ElementsAre(0, 1, 2, 3));
}

TEST(RightsOf, NamesWhatTheStatementsOfThePlanTake) {
  EXPECT_EQ(rights_of(manifest()), "SELECT, INSERT, UPDATE");
  EXPECT_EQ(rights_of(manifest(ChangeKind::kUpdate)), "SELECT, UPDATE");
  EXPECT_EQ(rights_of(removal_for_good(ChangeKind::kDelete)), "SELECT, DELETE");
  EXPECT_EQ(rights_of(with_mark(ChangeKind::kReplace, RemovedMark::kBoolean)), "SELECT, UPDATE");
}

TEST(LookStatement, AsksByKeyAndVersionOnly) {
  const Statement look = look_statement(manifest());
  EXPECT_EQ(look.sql,
            "SELECT s.place, bool_or(t.\"version\" IS NULL OR s.c3::bigint > t.\"version\") "
            "FROM unnest($1::text[], $2::text[], $3::text[]) "
            "WITH ORDINALITY AS s(c0, c1, c3, place) "
            "JOIN \"public\".\"manifest\" AS t ON t.\"booking\" = s.c0 AND "
            "t.\"no\" = s.c1::integer GROUP BY s.place");
  EXPECT_THAT(look.cells, ElementsAre(0, 1, 3));
}

TEST(Statements, QuoteNamesAsTheyAreWritten) {
  EXPECT_EQ(quote_identifier("Say \"no\""), "\"Say \"\"no\"\"\"");
}

TEST(Statements, LetTheColumnCheckLengthsInsteadOfTheCast) {
  EXPECT_THAT(sql_of(with_type("character varying(20)")), HasSubstr("s.c2,"));
  EXPECT_THAT(sql_of(with_type("character(3)")), HasSubstr("s.c2::bpchar,"));
  EXPECT_THAT(sql_of(with_type("character(3)[]")), HasSubstr("s.c2::bpchar[],"));
  EXPECT_THAT(sql_of(with_type("bit(8)")), HasSubstr("s.c2::bit varying,"));
  EXPECT_THAT(sql_of(with_type("geometry(Point,4326)")), HasSubstr("s.c2::geometry,"));
}

TEST(Statements, RoundAsTheColumnDoes) {
  EXPECT_THAT(sql_of(with_type("numeric(6,2)")), HasSubstr("s.c2::numeric(6,2),"));
  EXPECT_THAT(sql_of(with_type("timestamp(3) with time zone")),
              HasSubstr("s.c2::timestamp(3) with time zone,"));
}

TEST(Statements, KeepParenthesesOfAQuotedTypeName) {
  EXPECT_THAT(sql_of(with_type("\"odd(type)\"")), HasSubstr("s.c2::\"odd(type)\","));
}

TEST(StatementsDeathTest, RefuseAPlanWithoutKey) {
  WritePlan plan = manifest();
  plan.key_count = 0;
  EXPECT_DEATH(write_statement(plan), "a plan has a key");
  EXPECT_DEATH(look_statement(plan), "a plan has a key");
}

}  // namespace
}  // namespace projector::postgres
