#include <string>

#include "test_database.h"

namespace projector::postgres {
namespace {

class UpdateTest : public DatabaseTest {
 protected:
  UpdateTest() {
    sql("CREATE TABLE manifest (id text, no integer, cabin text, status text, version bigint,"
        " removed_at timestamptz, PRIMARY KEY (id, no))");
    sql("INSERT INTO manifest VALUES ('a', 1, 'B1', 'booked', 2), ('a', 2, 'B2', 'booked', 4),"
        " ('b', 1, 'B3', 'booked', NULL)");
    plans_ = {plan_of(ChangeKind::kUpdate, "manifest", {"id", "no", "cabin", "version"}, 2),
              plan_of(ChangeKind::kUpdate, "manifest", {"id", "status", "version"}, 1),
              plan_of(ChangeKind::kUpdate, "manifest", {"no", "status", "version"}, 1)};
    for (WritePlan& plan : plans_) {
      plan.removed_mark = RemovedMark::kTimestamp;
      plan.removed_column = "removed_at";
    }
  }

  WriteResult write_part(const std::vector<Text>& cells, std::uint32_t plan) {
    TestBatch batch = {};
    batch.add(cells, plan);
    return write(std::move(batch));
  }

  // Eight batches beside ten times as many rows, of a table that the server knows nothing about.
  void cancel_many() {
    sql("ALTER TABLE manifest SET (autovacuum_enabled = false)");
    sql("INSERT INTO manifest SELECT 'k' || i / 10, i % 10, 'B1', 'booked', 1"
        " FROM generate_series(0, 39999) AS i");
    for (int first = 0; first < 4'000; first += 500) {
      TestBatch batch = {};
      for (int i = first; i < first + 500; ++i) {
        batch.add({"k" + std::to_string(i), "cancelled", "2"}, 1);
      }
      EXPECT_EQ(write(std::move(batch)).applied, 500u);
    }
    end_sink();
  }

  // To make the primary key is one, of a table without rows.
  std::string has_scanned_little() {
    return sql(
        "SELECT seq_scan <= 1, idx_scan > 0 FROM pg_stat_user_tables"
        " WHERE relid = 'manifest'::regclass");
  }

  // What a statement that has to read the whole table is run with.
  std::string jit_of_a_write() {
    sql("CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN NEW.cabin = current_setting('jit'); RETURN NEW; END $$");
    sql("CREATE TRIGGER see BEFORE UPDATE ON manifest FOR EACH ROW EXECUTE FUNCTION see()");
    EXPECT_EQ(write_part({"2", "cancelled", "5"}, 2).applied, 1u);
    return sql("SELECT cabin FROM manifest WHERE no = 2");
  }

  std::string rows() {
    return sql("SELECT id, no, cabin, status, version FROM manifest ORDER BY 1, 2");
  }
};

TEST_F(UpdateTest, SetsOnlyItsColumnsOfWhatIsOlder) {
  const WriteResult result =
      write({{"a", "1", "C1", "3"}, {"a", "2", "C2", "4"}, {"b", "1", std::nullopt, "-7"}});
  EXPECT_EQ(result.action, WriteAction::kApplied) << result.reason;
  EXPECT_EQ(result.applied, 2u);
  EXPECT_EQ(result.stale, 1u);
  EXPECT_EQ(rows(), "a|1|C1|booked|3,a|2|B2|booked|4,b|1|-|booked|-7");
}

TEST_F(UpdateTest, InsertsNothing) {
  const WriteResult result = write({{"a", "3", "C1", "3"}, {"z", "1", "C2", "4"}});
  EXPECT_EQ(result.unmatched, 2u);
  EXPECT_EQ(sql("SELECT count(*) FROM manifest"), "3");
}

TEST_F(UpdateTest, MeetsAllRowsThatBearAPartOfTheKey) {
  const WriteResult result = write_part({"a", "cancelled", "3"}, 1);
  EXPECT_EQ(result.applied, 1u) << "a record, however many rows";
  EXPECT_EQ(rows(), "a|1|B1|cancelled|3,a|2|B2|booked|4,b|1|B3|booked|-");
  EXPECT_EQ(write_part({"a", "cancelled", "2"}, 1).stale, 1u);
  EXPECT_EQ(write_part({"z", "cancelled", "2"}, 1).unmatched, 1u);
}

TEST_F(UpdateTest, MeetsRowsByAPartThatIsNotTheKeysFirst) {
  EXPECT_EQ(write_part({"1", "cancelled", "3"}, 2).applied, 1u);
  EXPECT_EQ(rows(), "a|1|B1|cancelled|3,a|2|B2|booked|4,b|1|B3|cancelled|3");
}

TEST_F(UpdateTest, HasNoPlanCompiled) { EXPECT_EQ(jit_of_a_write(), "off"); }

TEST_F(UpdateTest, HasNoPlanCompiledBehindAPoolOfTransactions) {
  options_.prepared_statements = false;
  EXPECT_EQ(jit_of_a_write(), "off");
}

TEST_F(UpdateTest, LeavesARemovedRowRemoved) {
  sql("UPDATE manifest SET removed_at = '2026-07-14' WHERE no = 1");
  EXPECT_EQ(write({{"a", "1", "C1", "3"}}).applied, 1u);
  EXPECT_EQ(sql("SELECT cabin, removed_at IS NOT NULL FROM manifest WHERE id = 'a' ORDER BY no"),
            "C1|t,B2|f");
}

TEST_F(UpdateTest, TellsEachRecordsOutcomeWhereTheyShareRows) {
  TestBatch batch = {{"a", "1", "C1", "3"}, {"a", "1", "C2", "5"}, {"a", "1", "late", "4"}};
  batch.add({"a", "cancelled", "5"}, 1);
  batch.add({"z", "cancelled", "5"}, 1);
  const WriteResult result = write(std::move(batch));
  EXPECT_EQ(result.applied, 3u);
  EXPECT_EQ(result.stale, 1u);
  EXPECT_EQ(result.unmatched, 1u);
  EXPECT_EQ(rows(), "a|1|C2|booked|5,a|2|B2|cancelled|5,b|1|B3|booked|-");
}

TEST_F(UpdateTest, ReadsNoWholeTableForAPartOfTheKey) {
  cancel_many();
  EXPECT_EQ(has_scanned_little(), "t|t");
}

TEST_F(UpdateTest, ReadsNoWholeTableBehindAPoolOfTransactions) {
  options_.prepared_statements = false;
  cancel_many();
  EXPECT_EQ(has_scanned_little(), "t|t");
}

TEST_F(UpdateTest, LeavesColumnsThatTheServerFills) {
  sql("ALTER TABLE manifest ADD seat bigint GENERATED ALWAYS AS IDENTITY,"
      " ADD label text GENERATED ALWAYS AS (cabin || '!') STORED, ADD note text DEFAULT 'none'");
  EXPECT_EQ(write({{"a", "1", "C1", "3"}}).applied, 1u);
  EXPECT_EQ(sql("SELECT seat, label, note FROM manifest WHERE id = 'a' AND no = 1"), "1|C1!|none");
}

}  // namespace
}  // namespace projector::postgres
