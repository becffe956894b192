// Timeouts that change while a sink has its session.

#include <memory>
#include <string>

#include "projector/core/fold.h"

#include "test_database.h"

namespace projector::postgres {
namespace {

using std::chrono_literals::operator""s;

class TimeoutsTest : public DatabaseTest {
 protected:
  TimeoutsTest() {
    sql("CREATE TABLE manifest (id text PRIMARY KEY, version bigint, seen text)");
    sql("CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.seen = "
        "current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') || ' ' || "
        "pg_backend_pid(); RETURN NEW; END $$");
    sql("CREATE TRIGGER see BEFORE INSERT ON manifest FOR EACH ROW EXECUTE FUNCTION see()");
    plans_ = {plan_of(ChangeKind::kUpsert, "manifest", {"id", "version"})};
  }

  // What held for the write of a row.
  std::string seen_by(RowSink& sink, const std::string& id) {
    const TestBatch batch{{id, "1"}};
    const auto result =
        sink.write(folder_.fold(batch.batch(), batch.batch().all(), plans_), plans_);
    EXPECT_TRUE(result.has_value() && result->action == WriteAction::kApplied);
    return sql(
        "SELECT replace(seen, ' ' || (SELECT pid FROM pg_stat_activity WHERE "
        "application_name = '" +
        std::string(kSinkName) + "'), '') FROM manifest WHERE id = '" + id + "'");
  }

  void expect_taken() {
    const auto board = std::make_shared<TimeoutBoard>(options_);
    const auto sink = make_row_sink(options_, kSinkName, board);
    EXPECT_EQ(seen_by(*sink, "a"), "10s 2s");
    Options other = options_;
    other.statement_timeout = 7s;
    other.lock_timeout = 1s;
    board->set(other);
    EXPECT_EQ(seen_by(*sink, "b"), "7s 1s");
    EXPECT_EQ(seen_by(*sink, "c"), "7s 1s");
    EXPECT_EQ(sql("SELECT count(DISTINCT split_part(seen, ' ', 3)) FROM manifest"), "1")
        << "the session was opened anew";
  }

 private:
  Folder folder_;
};

TEST_F(TimeoutsTest, AreTakenByALiveSession) { expect_taken(); }

TEST_F(TimeoutsTest, AreTakenByTheNextTransactionBehindAProxy) {
  options_.prepared_statements = false;
  expect_taken();
}

TEST_F(TimeoutsTest, HoldForASessionThatIsOpenedAnew) {
  const auto board = std::make_shared<TimeoutBoard>(options_);
  const auto sink = make_row_sink(options_, kSinkName, board);
  ASSERT_EQ(seen_by(*sink, "a"), "10s 2s");
  Options other = options_;
  other.statement_timeout = 7s;
  board->set(other);
  ASSERT_EQ(seen_by(*sink, "b"), "7s 2s");
  ASSERT_EQ(sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE application_name = '" +
                std::string(kSinkName) + "'"),
            "t");
  const TestBatch lost{{"lost", "1"}};
  Folder folder;
  const auto result = sink->write(folder.fold(lost.batch(), lost.batch().all(), plans_), plans_);
  ASSERT_EQ(result->action, WriteAction::kLinkLost);
  EXPECT_EQ(seen_by(*sink, "c"), "7s 2s");
}

}  // namespace
}  // namespace projector::postgres
