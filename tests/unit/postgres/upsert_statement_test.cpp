#include "postgres/upsert_statement.h"

#include <string>

#include <gtest/gtest.h>

namespace projector::postgres {
namespace {

WritePlan manifest() {
  WritePlan plan;
  plan.schema = "public";
  plan.table = "manifest";
  plan.columns = {{"booking", "text"}, {"no", "integer"}, {"at", "date"}, {"version", "bigint"}};
  plan.key_count = 2;
  return plan;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

WritePlan with_type(const std::string& type) {
  WritePlan plan = manifest();
  plan.columns[2].type = type;
  return plan;
}

TEST(UpsertStatement, InsertsOrUpdatesWhatIsOlder) {
  EXPECT_EQ(upsert_statement(manifest()),
            "INSERT INTO \"public\".\"manifest\" AS t (\"booking\", \"no\", \"at\", \"version\") "
            "SELECT s.c0, s.c1::integer, s.c2::date, s.c3::bigint "
            "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS s(c0, c1, c2, c3) "
            "ON CONFLICT (\"booking\", \"no\") DO UPDATE SET \"at\" = excluded.\"at\", "
            "\"version\" = excluded.\"version\" "
            "WHERE t.\"version\" IS NULL OR excluded.\"version\" > t.\"version\"");
}

TEST(UpsertStatement, TakesTheMarkOfRemovalAway) {
  WritePlan plan = manifest();
  plan.removed_column = "removed";
  plan.removed_mark = RemovedMark::kTimestamp;
  EXPECT_TRUE(holds(upsert_statement(plan), ", \"removed\" = NULL WHERE"));
  plan.removed_mark = RemovedMark::kBoolean;
  EXPECT_TRUE(holds(upsert_statement(plan), ", \"removed\" = false WHERE"));
}

TEST(UpsertStatement, QuotesNamesAsTheyAreWritten) {
  EXPECT_EQ(quote_identifier("Say \"no\""), "\"Say \"\"no\"\"\"");
}

TEST(UpsertStatement, LetsTheColumnCheckLengthsInsteadOfTheCast) {
  EXPECT_TRUE(holds(upsert_statement(with_type("character varying(20)")), "s.c2,"));
  EXPECT_TRUE(holds(upsert_statement(with_type("character(3)")), "s.c2,"));
  EXPECT_TRUE(holds(upsert_statement(with_type("character(3)[]")), "s.c2::bpchar[],"));
  EXPECT_TRUE(holds(upsert_statement(with_type("bit(8)")), "s.c2::bit varying,"));
  EXPECT_TRUE(holds(upsert_statement(with_type("timestamp(3) with time zone")),
                    "s.c2::timestamp with time zone,"));
}

TEST(UpsertStatement, KeepsParenthesesOfAQuotedTypeName) {
  EXPECT_TRUE(holds(upsert_statement(with_type("\"odd(type)\"")), "s.c2::\"odd(type)\","));
}

TEST(UpsertStatementDeathTest, RefusesAPlanWithoutKey) {
  WritePlan plan = manifest();
  plan.key_count = 0;
  EXPECT_DEATH(upsert_statement(plan), "a plan has a key");
}

}  // namespace
}  // namespace projector::postgres
