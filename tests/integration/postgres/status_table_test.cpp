// config/sql/projector.sql, and what members write there and read of each other.

#include "projector/postgres/status_table.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "test_database.h"

namespace projector::postgres {
namespace {

using testing::HasSubstr;
using Kind = StatusAnswer::Kind;

StatusRow row(std::int32_t partition, std::optional<double> as_of, std::string state = "steady",
              std::optional<double> drain_seconds = 0) {
  return {"bookings", partition, as_of, std::move(state), 7, drain_seconds};
}

class StatusTableTest : public DatabaseTest {
 protected:
  StatusTableTest() {
    const std::string separator = options_.url.find('?') == std::string::npos ? "?" : "&";
    options_.url += separator + "options=-csearch_path%3D%22" + schema_ + "%22";
  }

  void make_objects() {
    std::ifstream file(PROJECTOR_STATUS_SQL);
    ASSERT_TRUE(file.is_open());
    sql({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  }
  std::unique_ptr<StatusTable> member(const std::string& owner) {
    return make_status_table(options_, "harbor", owner);
  }
  // Claims anew each time.
  static StatusAnswer write(StatusTable& table, const std::vector<StatusRow>& rows) {
    const StatusAnswer claimed = table.claim();
    EXPECT_EQ(claimed.kind, Kind::kDone) << claimed.reason;
    return table.write(claimed.generation, rows);
  }
  std::string rows() {
    return sql(
        "SELECT group_id, topic, partition, extract(epoch FROM as_of)::int, owner, state, lag, "
        "drain_seconds FROM projector_status ORDER BY topic, partition");
  }
  // As if nothing had been written for so long.
  void age(const std::string& seconds) {
    sql("UPDATE projector_status SET beat = beat - interval '" + seconds + " s'");
    sql("UPDATE projector_member SET beat = beat - interval '" + seconds + " s'");
  }
};

TEST_F(StatusTableTest, IsMadeTwiceAsOnce) {
  make_objects();
  const auto one = member("one");
  ASSERT_EQ(write(*one, {row(0, 100.0)}).kind, Kind::kDone);
  make_objects();
  EXPECT_EQ(rows(), "harbor|bookings|0|100|one|steady|7|0");
}

TEST_F(StatusTableTest, HasARowForEachPartition) {
  make_objects();
  const auto one = member("one");
  const StatusAnswer answer =
      write(*one, {row(0, 100.0), row(3, std::nullopt, "absorbing", std::nullopt)});
  EXPECT_EQ(answer.kind, Kind::kDone) << answer.reason;
  EXPECT_EQ(answer.members, 1u);
  EXPECT_TRUE(answer.others.empty());
  EXPECT_EQ(rows(), "harbor|bookings|0|100|one|steady|7|0,harbor|bookings|3|-|one|absorbing|7|-");
}

TEST_F(StatusTableTest, IsWrittenBehindAProxyThatPoolsTransactions) {
  make_objects();
  options_.prepared_statements = false;
  const auto one = member("one");
  ASSERT_EQ(write(*one, {row(0, 100.0)}).kind, Kind::kDone);
  ASSERT_EQ(write(*one, {row(0, 101.0)}).kind, Kind::kDone);
  EXPECT_EQ(rows(), "harbor|bookings|0|101|one|steady|7|0");
}

TEST_F(StatusTableTest, TakesManyPartitionsInOneStatement) {
  make_objects();
  std::vector<StatusRow> many;
  for (std::int32_t partition = 0; partition < 300; ++partition) many.push_back(row(partition, 1));
  const auto one = member("one");
  ASSERT_EQ(write(*one, many).kind, Kind::kDone);
  EXPECT_EQ(sql("SELECT count(*), count(DISTINCT xmin::text) FROM projector_status"), "300|1");
}

TEST_F(StatusTableTest, KeepsNamesAsTheyAre) {
  make_objects();
  const auto one = make_status_table(options_, "it's", R"(o"ne{,}\)");
  ASSERT_EQ(write(*one, {{R"(a"b\c,{d})", 0, 1.0, "steady", 0, 0.0}}).kind, Kind::kDone);
  EXPECT_EQ(sql("SELECT group_id, owner, topic FROM projector_status"),
            R"(it's|o"ne{,}\|a"b\c,{d})");
}

TEST_F(StatusTableTest, KeepsWhatWasKnownWhereANewOwnerCannotTellYet) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  ASSERT_EQ(write(*one, {row(0, 100.0)}).kind, Kind::kDone);
  ASSERT_EQ(write(*two, {row(0, std::nullopt, "absorbing")}).kind, Kind::kDone);
  EXPECT_EQ(rows(), "harbor|bookings|0|100|two|absorbing|7|0");
}

TEST_F(StatusTableTest, RefusesAnOlderGeneration) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  const std::int64_t old = one->claim().generation;
  ASSERT_EQ(one->write(old, {{row(0, 100.0), row(1, 100.0)}}).refused, 0u);
  ASSERT_EQ(write(*two, {row(1, 200.0)}).refused, 0u);

  const StatusAnswer answer = one->write(old, {{row(0, 101.0), row(1, 101.0)}});

  EXPECT_EQ(answer.kind, Kind::kDone);
  EXPECT_EQ(answer.refused, 1u);
  EXPECT_EQ(answer.refused_silently, 0u);
  EXPECT_EQ(rows(), "harbor|bookings|0|101|one|steady|7|0,harbor|bookings|1|200|two|steady|7|0");
}

TEST_F(StatusTableTest, TellsOfARefusalByAMemberThatFellSilent) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  const std::int64_t old = one->claim().generation;
  ASSERT_EQ(write(*two, {row(0, 200.0)}).refused, 0u);
  age("6");
  const StatusAnswer answer = one->write(old, {{row(0, 101.0)}});
  EXPECT_EQ(answer.refused, 1u);
  EXPECT_EQ(answer.refused_silently, 1u);
  EXPECT_EQ(rows(), "harbor|bookings|0|200|two|steady|7|0");
}

TEST_F(StatusTableTest, ClaimsRiseAcrossMembers) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  const std::int64_t first = one->claim().generation;
  const std::int64_t second = two->claim().generation;
  EXPECT_LT(first, second);
  EXPECT_LT(second, one->claim().generation);
}

TEST_F(StatusTableTest, TellsWhatOthersSayOfEachTopic) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  ASSERT_EQ(write(*two, {row(1, 1, "absorbing", 12), row(2, 1, "stalled", 40)}).members, 1u);
  const StatusAnswer answer = write(*one, {row(0, 1, "protecting", 99)});
  EXPECT_EQ(answer.members, 2u);
  ASSERT_EQ(answer.others.size(), 1u);
  EXPECT_EQ(answer.others[0].owner, "two");
  EXPECT_EQ(answer.others[0].topic, "bookings");
  EXPECT_EQ(answer.others[0].state, "stalled");
  EXPECT_EQ(answer.others[0].drain_seconds, 40);
}

TEST_F(StatusTableTest, TellsThatTheDrainOfOneCannotBeTold) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  ASSERT_EQ(write(*two, {row(1, 1, "absorbing", 12), row(2, 1, "absorbing", std::nullopt)}).kind,
            Kind::kDone);
  EXPECT_EQ(write(*one, {}).others.at(0).drain_seconds, std::nullopt);
}

TEST_F(StatusTableTest, CountsMembersWithoutAPartition) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  ASSERT_EQ(write(*two, {}).kind, Kind::kDone);
  EXPECT_EQ(write(*one, {}).members, 2u);
}

TEST_F(StatusTableTest, HearsNothingOfWhoIsSilentForFiveSeconds) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  ASSERT_EQ(write(*two, {row(1, 1, "stalled")}).kind, Kind::kDone);
  age("6");
  const StatusAnswer answer = write(*one, {});
  EXPECT_EQ(answer.members, 1u);
  EXPECT_TRUE(answer.others.empty());
}

TEST_F(StatusTableTest, HearsNothingOfAnotherGroup) {
  make_objects();
  const auto one = member("one");
  const auto stranger = make_status_table(options_, "others", "two");
  ASSERT_EQ(write(*stranger, {row(1, 1, "stalled")}).kind, Kind::kDone);
  const StatusAnswer answer = write(*one, {});
  EXPECT_EQ(answer.members, 1u);
  EXPECT_TRUE(answer.others.empty());
}

TEST_F(StatusTableTest, ForgetsMembersThatAreGoneForAnHour) {
  make_objects();
  const auto one = member("one");
  const auto two = member("two");
  ASSERT_EQ(write(*two, {row(0, 1)}).kind, Kind::kDone);
  age("3601");
  ASSERT_EQ(write(*one, {}).kind, Kind::kDone);
  EXPECT_EQ(sql("SELECT owner FROM projector_member"), "one");
  EXPECT_EQ(sql("SELECT owner FROM projector_status"), "two") << "its rows age in the view";
}

TEST_F(StatusTableTest, SaysThatThereIsNoTable) {
  const auto one = member("one");
  const StatusAnswer answer = one->claim();
  EXPECT_EQ(answer.kind, Kind::kMissing);
  EXPECT_THAT(answer.reason, HasSubstr("projector_generation"));
  make_objects();
  EXPECT_EQ(write(*one, {row(0, 1)}).kind, Kind::kDone) << "it is found once it is made";
}

TEST_F(StatusTableTest, SaysThatARightIsMissing) {
  make_objects();
  sql("REVOKE INSERT ON projector_status FROM projector");
  sql("GRANT USAGE ON SCHEMA " + admin_.quote_name(schema_) + " TO projector");
  options_.url.replace(options_.url.find("postgres@"), 9, "projector@");
  const auto one = member("one");
  const StatusAnswer answer = write(*one, {row(0, 1)});
  EXPECT_EQ(answer.kind, Kind::kMissing);
  EXPECT_THAT(answer.reason, HasSubstr("permission denied"));
}

TEST_F(StatusTableTest, NeedsNoMoreThanTheRolesRights) {
  make_objects();
  sql("GRANT USAGE ON SCHEMA " + admin_.quote_name(schema_) + " TO projector");
  options_.url.replace(options_.url.find("postgres@"), 9, "projector@");
  const auto one = member("one");
  EXPECT_EQ(write(*one, {row(0, 1)}).kind, Kind::kDone);
  EXPECT_EQ(write(*one, {row(0, 2)}).kind, Kind::kDone);
  EXPECT_EQ(sql("SELECT string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM "
                "information_schema.role_table_grants WHERE grantee = 'projector' AND "
                "table_schema = current_schema AND table_name = 'projector_status'"),
            "INSERT SELECT UPDATE");
}

TEST_F(StatusTableTest, GivesUpSoonWhereTheTableIsLocked) {
  make_objects();
  const auto one = member("one");
  const std::int64_t generation = one->claim().generation;
  {
    pqxx::work holder(admin_);
    holder.exec("LOCK TABLE projector_status IN ACCESS EXCLUSIVE MODE").no_rows();
    const StatusAnswer answer = one->write(generation, {{row(0, 1)}});
    EXPECT_EQ(answer.kind, Kind::kUnavailable);
    EXPECT_THAT(answer.reason, HasSubstr("lock timeout"));
  }
  EXPECT_EQ(one->write(generation, {{row(0, 1)}}).kind, Kind::kDone);
}

TEST_F(StatusTableTest, FindsItsWayBackAfterALostLink) {
  make_objects();
  const auto one = member("one");
  ASSERT_EQ(write(*one, {row(0, 1)}).kind, Kind::kDone);
  ASSERT_EQ(sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE application_name = 'manifest-projector status'"),
            "t");
  EXPECT_EQ(one->claim().kind, Kind::kUnavailable);
  EXPECT_EQ(write(*one, {row(0, 2)}).kind, Kind::kDone);
}

// --- The view.

TEST_F(StatusTableTest, ShowsATopicAsFreshAsItsStalestPartition) {
  make_objects();
  const auto one = member("one");
  ASSERT_EQ(write(*one, {row(0, 300.0), row(1, 100.0, "absorbing"), row(2, 200.0)}).kind,
            Kind::kDone);
  EXPECT_EQ(sql("SELECT topic, extract(epoch FROM as_of)::int, stale_seconds > 1e9, state "
                "FROM projector_freshness"),
            "bookings|100|t|absorbing");
}

TEST_F(StatusTableTest, ShowsNoTimeWhileThatOfOnePartitionIsNotKnown) {
  make_objects();
  const auto one = member("one");
  ASSERT_EQ(write(*one, {row(0, 300.0), row(1, std::nullopt)}).kind, Kind::kDone);
  EXPECT_EQ(sql("SELECT * FROM projector_freshness"), "bookings|-|-|steady");
}

TEST_F(StatusTableTest, ShowsATopicOfASilentOwnerAsStalled) {
  make_objects();
  const auto one = member("one");
  ASSERT_EQ(write(*one, {row(0, 300.0), row(1, 200.0)}).kind, Kind::kDone);
  sql("UPDATE projector_status SET beat = beat - interval '11 s' WHERE partition = 0");
  EXPECT_EQ(sql("SELECT extract(epoch FROM as_of)::int, state FROM projector_freshness"),
            "200|stalled");
}

TEST_F(StatusTableTest, ShowsATimeAheadOfTheServersAsNoStaleness) {
  make_objects();
  const auto one = member("one");
  ASSERT_EQ(write(*one, {row(0, 4e9)}).kind, Kind::kDone);
  EXPECT_EQ(sql("SELECT stale_seconds FROM projector_freshness"), "0");
}

}  // namespace
}  // namespace projector::postgres
