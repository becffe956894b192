// That statements which meet rows by their key compare by the column's type and by its index.

#include <string>

#include <gmock/gmock.h>

#include "postgres/statements.h"
#include "test_database.h"

namespace projector::postgres {
namespace {

using testing::HasSubstr;
using testing::Not;

struct KeyCase {
  const char* name;
  const char* type;
  const char* stored;
  const char* text;  // Of a cell: equal, written in another way where the type has one.
};

std::string name_of(const testing::TestParamInfo<KeyCase>& key) { return key.param.name; }

class PlannedTest : public DatabaseTest {
 protected:
  // How the server runs it for whatever parameters.
  std::string plan_for(const Statement& statement) {
    std::string nulls;
    for (std::size_t i = 0; i < statement.cells.size(); ++i) nulls += i == 0 ? "NULL" : ", NULL";
    sql("SET plan_cache_mode = force_generic_plan");
    sql("PREPARE planned AS " + statement.sql);
    std::string plan = sql("EXPLAIN EXECUTE planned(" + nulls + ")");
    sql("DEALLOCATE planned");
    return plan;
  }
};

class KeysTest : public PlannedTest, public testing::WithParamInterface<KeyCase> {
 protected:
  KeysTest() {
    sql("CREATE TYPE mood AS ENUM ('sea sick', 'calm')");
    sql("CREATE DOMAIN code AS varchar(9)");
    const std::string type = GetParam().type;
    sql("CREATE TABLE one (id " + type + " PRIMARY KEY, name text, version bigint)");
    sql("INSERT INTO one VALUES ('" + std::string(GetParam().stored) + "', 'old', 1)");
  }
};

TEST_P(KeysTest, MeetTheirRow) {
  plans_ = {plan_of(ChangeKind::kUpdate, "one", {"id", "name", "version"}),
            plan_of(ChangeKind::kDelete, "one", {"id", "version"})};
  const WriteResult updated = write({{GetParam().text, "new", "2"}});
  EXPECT_EQ(updated.applied, 1u) << updated.reason;
  EXPECT_EQ(sql("SELECT name, version FROM one"), "new|2");
  TestBatch batch = {};
  batch.add({GetParam().text, "3"}, 1);
  EXPECT_EQ(write(std::move(batch)).applied, 1u);
  EXPECT_EQ(sql("SELECT * FROM one"), "");
}

TEST_P(KeysTest, AreFoundByTheIndex) {
  sql("SET enable_seqscan = off");
  sql("SET enable_hashjoin = off");
  sql("SET enable_mergejoin = off");
  const WritePlan plan = plan_of(ChangeKind::kUpdate, "one", {"id", "name", "version"});
  EXPECT_THAT(plan_for(write_statement(plan)), HasSubstr("Index Cond: "));
  EXPECT_THAT(plan_for(look_statement(plan)), HasSubstr("Index Cond: "));
}

constexpr KeyCase kKeys[] = {
    {"text", "text", "HP-1", "HP-1"},
    {"varchar", "varchar(5)", "HP-1", "HP-1"},
    {"char", "char(6)", "HP-1", "HP-1"},
    {"padded", "char(6)", "HP-1", "HP-1  "},
    {"smallint", "smallint", "7", "7"},
    {"integer", "integer", "7", "007"},
    {"bigint", "bigint", "9223372036854775807", "9223372036854775807"},
    {"numeric", "numeric", "1.50", "1.5"},
    {"scaled", "numeric(6,2)", "1.005", "1.005"},
    {"double", "double precision", "0.1", "1e-1"},
    {"boolean", "boolean", "t", "true"},
    {"date", "date", "2026-07-14", "2026-07-14"},
    {"time", "time(0)", "18:00:00.4", "18:00:00.4"},
    {"timestamp", "timestamp", "2026-07-14 18:00", "2026-07-14T18:00:00"},
    {"timestamptz", "timestamptz", "2026-07-14 18:00Z", "2026-07-14T20:00:00+02:00"},
    {"milliseconds", "timestamptz(3)", "2026-07-14 18:00:00.1234Z", "2026-07-14T18:00:00.1234Z"},
    {"uuid", "uuid", "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10",
     "0198F0A2-7C1E-7D55-9A3F-5F1F0C7A9B10"},
    {"jsonb", "jsonb", "{\"a\": 1}", "{\"a\":1}"},
    {"bytea", "bytea", "\\x00ff", "\\x00FF"},
    {"inet", "inet", "10.0.0.1", "10.0.0.1/32"},
    {"mood", "mood", "sea sick", "sea sick"},
    {"domain", "code", "HP-1", "HP-1"},
    {"texts", "text[]", "{a,b}", "{\"a\",b}"},
};

INSTANTIATE_TEST_SUITE_P(Types, KeysTest, testing::ValuesIn(kKeys), name_of);

class LongKeyTest : public DatabaseTest, public testing::WithParamInterface<const char*> {};

// A cast to varchar(4) would cut the longer key and meet the row of the shorter one.
TEST_P(LongKeyTest, MeetsNoRowThatItOnlyBeginsWith) {
  sql("CREATE TABLE one (id " + std::string(GetParam()) + " PRIMARY KEY, version bigint)");
  sql("INSERT INTO one VALUES ('HP-1', 1)");
  plans_ = {plan_of(ChangeKind::kDelete, "one", {"id", "version"})};
  EXPECT_EQ(write({{"HP-17", "2"}}).unmatched, 1u);
}

INSTANTIATE_TEST_SUITE_P(Types, LongKeyTest, testing::Values("varchar(4)", "char(4)"));

class LargeTableTest : public PlannedTest {
 protected:
  LargeTableTest() {
    sql("CREATE UNLOGGED TABLE manifest (id text, no integer, cabin text, version bigint,"
        " PRIMARY KEY (id, no))");
  }

  void fill(int rows) {
    sql("INSERT INTO manifest SELECT 'HP-' || place, 1, 'B1', 1"
        " FROM generate_series(1, " +
        std::to_string(rows) + ") AS place ON CONFLICT DO NOTHING");
  }
};

TEST_F(LargeTableTest, IsNeverReadWhole) {
  fill(100'000);
  sql("ANALYZE manifest");
  const std::vector<std::string> whole = {"id", "no", "cabin", "version"};
  const std::vector<std::string> part = {"id", "cabin", "version"};
  for (const WritePlan& plan : {plan_of(ChangeKind::kUpdate, "manifest", whole, 2),
                                plan_of(ChangeKind::kUpdate, "manifest", part, 1),
                                plan_of(ChangeKind::kDelete, "manifest", {"id", "version"}, 1)}) {
    EXPECT_THAT(plan_for(write_statement(plan)), Not(HasSubstr("Seq Scan on manifest")));
    EXPECT_THAT(plan_for(look_statement(plan)), Not(HasSubstr("Seq Scan on manifest")));
  }
}

// Of a table that grows while the session has its statements prepared.
TEST_F(LargeTableTest, IsNotReadAsTheSmallOneThatItWas) {
  sql("ALTER TABLE manifest SET (autovacuum_enabled = off)");
  fill(20);
  sql("ANALYZE manifest");
  plans_ = {plan_of(ChangeKind::kUpdate, "manifest", {"id", "no", "cabin", "version"}, 2),
            plan_of("manifest", 2)};
  int version = 1;
  const auto write_rows = [&](std::uint32_t plan, int count) {
    TestBatch batch = {};
    ++version;
    for (int i = 1; i <= count; ++i) {
      batch.add({"HP-" + std::to_string(i), "1", "B2", std::to_string(version)}, plan);
    }
    return write(std::move(batch)).applied;
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(write_rows(0, 20), 20u);
  EXPECT_EQ(write_rows(1, 2'000), 2'000u);
  fill(100'000);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(write_rows(0, 20), 20u);

  sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = '" +
      std::string(kSinkName) + "'");  // A session counts at its end at the latest.
  const std::string counters = " FROM pg_stat_user_tables WHERE relid = 'manifest'::regclass";
  wait_until("SELECT n_tup_upd >= 420" + counters);
  // By the making of the index at most.
  EXPECT_EQ(sql("SELECT seq_scan <= 1" + counters), "t") << sql("SELECT seq_scan" + counters);
}

}  // namespace
}  // namespace projector::postgres
