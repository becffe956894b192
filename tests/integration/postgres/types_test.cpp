#include <string>

#include "test_database.h"

namespace projector::postgres {
namespace {

struct TypeCase {
  const char* name;
  const char* type;
  const char* text;
  const char* stored;
};

std::string name_of(const testing::TestParamInfo<TypeCase>& type) { return type.param.name; }

class TypesTest : public DatabaseTest, public testing::WithParamInterface<TypeCase> {
 protected:
  TypesTest() {
    sql("CREATE TYPE mood AS ENUM ('calm', 'sea sick')");
    sql("CREATE DOMAIN short AS varchar(3)");
    sql("CREATE DOMAIN positive AS integer CHECK (value > 0)");
  }
};

TEST_P(TypesTest, StoresTheServersCastOfTheText) {
  sql("CREATE TABLE one (id text PRIMARY KEY, value " + std::string(GetParam().type) +
      ", version bigint)");
  plans_ = {plan_of("one")};
  const WriteResult result = write({{"a", GetParam().text, "1"}, {"b", std::nullopt, "1"}});
  ASSERT_EQ(result.action, WriteAction::kApplied) << result.reason;
  EXPECT_EQ(sql("SELECT value FROM one ORDER BY id"), std::string(GetParam().stored) + ",-");
}

constexpr TypeCase kCases[] = {
    {"text", "text", "Grüße", "Grüße"},
    {"varchar", "varchar(5)", "abcde", "abcde"},
    {"char", "char(4)", "ab", "ab  "},
    {"smallint", "smallint", "-32768", "-32768"},
    {"integer", "integer", "2147483647", "2147483647"},
    {"bigint", "bigint", "9223372036854775807", "9223372036854775807"},
    {"numeric", "numeric", "1234567890123456789.0100", "1234567890123456789.0100"},
    {"scaled", "numeric(6,2)", "12.5", "12.50"},
    {"real", "real", "1.5", "1.5"},
    {"double", "double precision", "1e-300", "1e-300"},
    {"boolean", "boolean", "true", "t"},
    {"date", "date", "2026-07-14", "2026-07-14"},
    {"time", "time", "18:00", "18:00:00"},
    {"timetz", "time(3) with time zone", "18:00:00.1234+02", "18:00:00.123+02"},
    {"timestamp", "timestamp(3)", "2026-07-06T09:00:00.125", "2026-07-06 09:00:00.125"},
    {"timestamptz", "timestamptz", "2026-07-06T09:00:00.125Z", "2026-07-06 09:00:00.125+00"},
    {"utc", "timestamptz", "2026-07-06T09:00:00", "2026-07-06 09:00:00+00"},
    {"interval", "interval", "90 minutes", "01:30:00"},
    {"uuid", "uuid", "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10",
     "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10"},
    {"json", "json", "{\"a\": [1,2]}", "{\"a\": [1,2]}"},
    {"jsonb", "jsonb", "{\"a\":[1,2]}", "{\"a\": [1, 2]}"},
    {"bytea", "bytea", "\\x00ff", "\\x00ff"},
    {"bit", "bit(3)", "101", "101"},
    {"inet", "inet", "10.0.0.1", "10.0.0.1"},
    {"enum", "mood", "sea sick", "sea sick"},
    {"domain", "short", "abc", "abc"},
    {"number", "positive", "7", "7"},
    {"texts", "text[]", "{a,\"b c\",NULL}", "{a,\"b c\",NULL}"},
    {"integers", "integer[]", "{1,2,3}", "{1,2,3}"},
    {"chars", "char(2)[]", "{ab,c}", "{ab,\"c \"}"},
    {"moods", "mood[]", "{calm,\"sea sick\"}", "{calm,\"sea sick\"}"},
    {"shorts", "short[]", "{abc,d}", "{abc,d}"},
    {"numerics", "numeric(6,2)[]", "{1.005,2}", "{1.01,2.00}"},
    {"times", "timestamptz[]", "{2026-07-06T09:00:00Z}", "{\"2026-07-06 09:00:00+00\"}"},
    {"documents", "jsonb[]", "{\"{\\\"a\\\":1}\"}", "{\"{\\\"a\\\": 1}\"}"},
    {"nested", "integer[]", "{{1,2},{3,4}}", "{{1,2},{3,4}}"},
    {"point", "point", "(1,2)", "(1,2)"},
};

INSTANTIATE_TEST_SUITE_P(Types, TypesTest, testing::ValuesIn(kCases), name_of);

class RefusedValueTest : public TypesTest {};

TEST_P(RefusedValueTest, IsolatesInsteadOfCuttingTheValue) {
  sql("CREATE TABLE one (id text PRIMARY KEY, value " + std::string(GetParam().type) +
      ", version bigint)");
  plans_ = {plan_of("one")};
  const WriteResult result = write({{"a", GetParam().text, "1"}});
  EXPECT_EQ(result.action, WriteAction::kIsolate) << sql("SELECT value FROM one");
  EXPECT_EQ(result.sqlstate.substr(0, 2), "22") << result.reason;
  EXPECT_EQ(result.reason.find(GetParam().text), std::string::npos) << result.reason;
}

constexpr TypeCase kRefused[] = {
    {"varchar", "varchar(3)", "abcd", ""},   {"char", "char(3)", "abcd", ""},
    {"bit", "bit(3)", "1011", ""},           {"domain", "short", "abcd", ""},
    {"texts", "varchar(3)[]", "{abcd}", ""}, {"chars", "char(3)[]", "{abcd}", ""},
    {"integer", "integer", "PASSENGER", ""}, {"range", "smallint", "32768", ""},
    {"date", "date", "2026-02-30", ""},      {"enum", "mood", "furious", ""},
    {"jsonb", "jsonb", "{broken", ""},       {"shorts", "short[]", "{abcd}", ""},
};

INSTANTIATE_TEST_SUITE_P(Types, RefusedValueTest, testing::ValuesIn(kRefused), name_of);

}  // namespace
}  // namespace projector::postgres
