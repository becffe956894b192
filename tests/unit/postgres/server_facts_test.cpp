#include "postgres/server_facts.h"

#include <string>

#include <gmock/gmock.h>

namespace projector::postgres {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ServerFactsTest : public testing::Test {
 protected:
  ServerFactsTest() {
    facts_.version = "15.18";
    facts_.version_number = 150'018;
    facts_.database = "harbor";
    facts_.user = "projector";
    facts_.encoding = "UTF8";
    facts_.statement_timeout_ms = options_.statement_timeout.count();
    facts_.lock_timeout_ms = options_.lock_timeout.count();
  }

  // "severity option: message", but for infos.
  std::vector<std::string> found() {
    std::vector<std::string> texts;
    for (const StartupFinding& finding : check_facts(facts_, options_)) {
      if (finding.severity == FindingSeverity::kInfo) continue;
      std::string text = name_of(finding.severity);
      texts.push_back(text.append(" ").append(finding.option).append(": ").append(finding.message));
    }
    return texts;
  }

  Options options_;
  ServerFacts facts_;
};

TEST_F(ServerFactsTest, AreFineAsTheyShouldBe) { EXPECT_THAT(found(), IsEmpty()); }

TEST_F(ServerFactsTest, NameAServerThatIsTooOld) {
  facts_.version = "11.22";
  facts_.version_number = 110'022;
  EXPECT_THAT(found(), ElementsAre("error postgres.url: PostgreSQL 11.22 is older than 12"));
}

TEST_F(ServerFactsTest, NameTimeoutsThatAProxyKeepsFromTheSession) {
  facts_.statement_timeout_ms = 0;
  facts_.lock_timeout_ms = 60'000;
  EXPECT_THAT(
      found(),
      ElementsAre("warning postgres.statement_timeout: statement_timeout of the session is off, "
                  "not 10s as postgres.statement_timeout asks for: the URL or a proxy overrides it",
                  "warning postgres.lock_timeout: lock_timeout of the session is 1m, not 2s as "
                  "postgres.lock_timeout asks for: the URL or a proxy overrides it"));
}

TEST_F(ServerFactsTest, LeaveTimeoutsToTransactionsWhereTheseSetThem) {
  facts_.statement_timeout_ms = 0;
  options_.prepared_statements = false;
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(ServerFactsTest, CountConnectionsForTheWriters) {
  facts_.connections_max = options_.writers;
  EXPECT_THAT(found(), IsEmpty());
  facts_.connections_max = options_.writers - 1;
  EXPECT_EQ(found().size(), 1u);
}

TEST_F(ServerFactsTest, NameAnEncodingThatLacksCharacters) {
  facts_.encoding = "LATIN1";
  EXPECT_THAT(found(),
              ElementsAre("warning postgres.url: database \"harbor\" is encoded in LATIN1: a "
                          "record with a character that it lacks is a bad record"));
}

TEST_F(ServerFactsTest, NameAServerThatDoesNotFlush) {
  facts_.is_flushed = false;
  EXPECT_THAT(found(), ElementsAre("warning postgres.url: fsync is off: a crash of the server's "
                                   "machine loses rows whose offsets were committed"));
}

}  // namespace
}  // namespace projector::postgres
