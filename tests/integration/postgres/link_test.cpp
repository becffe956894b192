#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "postgres/connection.h"
#include "test_database.h"

namespace projector::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

class LinkTest : public DatabaseTest {
 protected:
  LinkTest() {
    sql("CREATE TABLE manifest (id text PRIMARY KEY, version bigint)");
    plans_ = {plan_of("manifest")};
  }

  WriteResult write_one() { return write({{"a", std::to_string(++version_)}}); }

  void terminate_sink() {
    EXPECT_EQ(sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                  "WHERE application_name = '" +
                  std::string(kSinkName) + "'"),
              "t");
  }

 private:
  int version_ = 0;
};

// A port on which somebody listens, but never answers.
class SilentServer {
 public:
  SilentServer() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address_);
    auto* address = reinterpret_cast<sockaddr*>(&address_);
    EXPECT_EQ(bind(socket_, address, size), 0);
    EXPECT_EQ(getsockname(socket_, address, &size), 0);
  }
  ~SilentServer() { close(socket_); }

  void start_listening() const { EXPECT_EQ(listen(socket_, 8), 0); }
  std::string url() const {
    return "postgresql://user:sesame@127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/db";
  }

 private:
  int socket_;
  sockaddr_in address_{};
};

TEST_F(LinkTest, ReportsAConnectionThatBrokeBetweenBatchesAndOpensANewOne) {
  ASSERT_EQ(write_one().action, WriteAction::kApplied);
  terminate_sink();
  EXPECT_EQ(write_one().action, WriteAction::kLinkLost);
  EXPECT_EQ(write_one().action, WriteAction::kApplied);
}

TEST_F(LinkTest, ReportsAConnectionThatBrokeInATransaction) {
  options_.prepared_statements = false;
  options_.lock_timeout = std::chrono::minutes(1);  // Not what ends it.
  options_.statement_timeout = std::chrono::minutes(1);
  ASSERT_EQ(write_one().action, WriteAction::kApplied);
  pqxx::connection blocker(server_url());
  pqxx::work lock(blocker);
  lock.exec("LOCK TABLE " + admin_.quote_name(schema_) + ".manifest");
  WriteResult result;
  std::thread writer([&] { result = write_one(); });
  wait_until_sink_waits();
  terminate_sink();
  writer.join();
  EXPECT_EQ(result.action, WriteAction::kLinkLost);
  lock.abort();
  EXPECT_EQ(write_one().action, WriteAction::kApplied);
}

// A link that is cut in the middle of a transaction: the server hears nothing more of the sink, and
// the sink's next session wants the same rows.
TEST_F(LinkTest, LetsTheServerEndATransactionThatWaitsForALostSink) {
  options_.lock_timeout = seconds(30);
  options_.statement_timeout = seconds(30);
  ASSERT_EQ(write({{"a", "1"}, {"b", "1"}}).action, WriteAction::kApplied);
  const Connection lost = connect(options_, "lost");
  const std::string table = lost.session->quote_name(schema_) + ".manifest";
  pqxx::work of_session(*lost.session);
  of_session.exec("UPDATE " + table + " SET version = 2 WHERE id = 'a'");

  options_.prepared_statements = false;
  const Connection pooled = connect(options_, "lost");
  pqxx::work of_proxy(*pooled.session);
  of_proxy.exec(transaction_settings(options_));
  of_proxy.exec("UPDATE " + table + " SET version = 2 WHERE id = 'b'");

  EXPECT_EQ(write({{"a", "3"}, {"b", "3"}}).action, WriteAction::kApplied);
  EXPECT_THROW(of_session.exec("SELECT 1"), pqxx::broken_connection);
  EXPECT_THROW(of_proxy.exec("SELECT 1"), pqxx::broken_connection);
}

TEST_F(LinkTest, RetriesATableThatStaysLocked) {
  options_.lock_timeout = milliseconds(50);
  pqxx::connection blocker(server_url());
  pqxx::work lock(blocker);
  lock.exec("LOCK TABLE " + admin_.quote_name(schema_) + ".manifest");
  const WriteResult result = write_one();
  EXPECT_EQ(result.action, WriteAction::kRetryAlone);
  EXPECT_EQ(result.sqlstate, "55P03");
  lock.abort();
  EXPECT_EQ(write_one().action, WriteAction::kApplied);
}

TEST_F(LinkTest, RetriesAfterTheLockTimeoutOfATransaction) {
  options_.lock_timeout = milliseconds(50);
  options_.prepared_statements = false;
  pqxx::connection blocker(server_url());
  pqxx::work lock(blocker);
  lock.exec("LOCK TABLE " + admin_.quote_name(schema_) + ".manifest");
  EXPECT_EQ(write_one().sqlstate, "55P03");
}

TEST_F(LinkTest, RetriesAfterTheStatementTimeout) {
  options_.lock_timeout = milliseconds(0);
  options_.statement_timeout = milliseconds(50);
  pqxx::connection blocker(server_url());
  pqxx::work lock(blocker);
  lock.exec("LOCK TABLE " + admin_.quote_name(schema_) + ".manifest");
  const WriteResult result = write_one();
  EXPECT_EQ(result.action, WriteAction::kRetrySmaller);
  EXPECT_EQ(result.sqlstate, "57014");
}

TEST_F(LinkTest, EndsTheStatementInHandWhenCancelledFromAnotherThread) {
  pqxx::connection blocker(server_url());
  pqxx::work lock(blocker);
  lock.exec("LOCK TABLE " + admin_.quote_name(schema_) + ".manifest");
  options_.lock_timeout = milliseconds(0);
  RowSink& the_sink = sink();
  WriteResult result;
  std::thread writer([&] { result = write_one(); });
  wait_until_sink_waits();
  the_sink.cancel();
  writer.join();
  EXPECT_EQ(result.action, WriteAction::kRetrySmaller);
  EXPECT_EQ(result.sqlstate, "57014");
  lock.abort();
  EXPECT_EQ(write_one().action, WriteAction::kApplied);
}

TEST_F(LinkTest, CancelsNothingWhereNothingIsConnected) {
  sink().cancel();
  EXPECT_EQ(write_one().action, WriteAction::kApplied);
}

TEST_F(LinkTest, ReportsAPortThatNobodyListensOn) {
  const SilentServer closed;
  options_.url = closed.url();
  const WriteResult result = write_one();
  EXPECT_EQ(result.action, WriteAction::kUnavailable);
  EXPECT_THAT(result.reason, HasSubstr("127.0.0.1"));
  EXPECT_THAT(result.reason, Not(HasSubstr("sesame")));
}

TEST_F(LinkTest, GivesUpOnASilentServerWithinTheConnectTimeout) {
  const SilentServer silent;
  silent.start_listening();
  options_.url = silent.url();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(write_one().action, WriteAction::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(10));  // TCP would take minutes.
}

// Of the kernel's own probes; a test cannot wait so long.
TEST_F(LinkTest, NoticesAServerThatIsGoneWithinThirtySeconds) {
  const Connection connection = connect(options_, kSinkName);
  const int socket = connection.session->sock();
  const auto option = [socket](int level, int name) {
    int value = 0;
    socklen_t size = sizeof(value);
    EXPECT_EQ(getsockopt(socket, level, name, &value, &size), 0);
    return value;
  };
  EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
  const int idle = option(IPPROTO_TCP, TCP_KEEPIDLE);
  EXPECT_LE(idle + option(IPPROTO_TCP, TCP_KEEPINTVL) * option(IPPROTO_TCP, TCP_KEEPCNT), 30);
  EXPECT_GT(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
  EXPECT_LE(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 30'000);
}

TEST_F(LinkTest, ShowsItsNameToTheServer) {
  write_one();
  EXPECT_EQ(sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = '" +
                std::string(kSinkName) + "'"),
            "1");
}

class PasswordTest : public LinkTest {
 public:
  ~PasswordTest() override { unlink(file_.c_str()); }

 protected:
  PasswordTest() : file_(testing::TempDir() + schema_) {
    sql("DROP ROLE IF EXISTS with_password");
    sql("CREATE ROLE with_password SUPERUSER LOGIN PASSWORD 'sesame'");
    options_.url.replace(options_.url.find("postgres@"), 8, "with_password");
    options_.password_file = file_;
  }

  void set_password(const std::string& text) const {
    std::ofstream(file_, std::ios::trunc) << text;
  }

  const std::string file_;
};

TEST_F(PasswordTest, ReadsThePasswordFromItsFile) {
  set_password("sesame\n");
  EXPECT_EQ(write_one().action, WriteAction::kApplied);
}

TEST_F(PasswordTest, ReadsTheFileAgainAtEachConnect) {
  set_password("mistaken");
  const WriteResult refused = write_one();
  EXPECT_EQ(refused.action, WriteAction::kUnavailable);
  EXPECT_THAT(refused.reason, HasSubstr("password authentication failed"));
  EXPECT_THAT(refused.reason, Not(HasSubstr("mistaken")));
  set_password("sesame");
  EXPECT_EQ(write_one().action, WriteAction::kApplied);
}

TEST_F(PasswordTest, NamesAFolderInTheFilesPlace) {
  options_.password_file = testing::TempDir();
  const WriteResult result = write_one();
  EXPECT_EQ(result.action, WriteAction::kUnavailable);
  EXPECT_THAT(result.reason, HasSubstr(testing::TempDir()));
}

TEST_F(PasswordTest, NamesAFileThatIsNotThere) {
  const WriteResult result = write_one();
  EXPECT_EQ(result.action, WriteAction::kUnavailable);
  EXPECT_THAT(result.reason, HasSubstr(file_));
}

}  // namespace
}  // namespace projector::postgres
