#include "projector/core/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explanation_fixture.h"

namespace projector {
namespace {

TEST(Explanation, SaysThatAllIsWell) {
  Explaining calm = Explaining::caught_up();

  EXPECT_EQ(calm.cause(), "steady");
  EXPECT_EQ(
      calm.sentence(),
      "booking-events is caught up: the oldest record is 12 ms old of 2 min allowed, 500/s arrive, "
      "500/s are applied (commit p50 9 ms, usually 9 ms); credits 6 of 2,000 in use.");
  EXPECT_EQ(calm.advice(), "Nothing is to be done.");
}

TEST(Explanation, NamesASlowSink) {
  Explaining slow = Explaining::slow();

  EXPECT_EQ(slow.cause(), "slow_sink");
  EXPECT_EQ(slow.sentence(),
            "booking-events is 48 s old of 2 min allowed: the sink applies 603/s of 3,012/s "
            "arriving (commit p50 310 ms, usually 9 ms); credits 2,000 of 2,000 in use.");
  EXPECT_EQ(slow.advice(),
            "Another pod will not help; look at locks and index builds on passenger_manifest, and "
            "at the server's load. Drains 4 min 10 s after arrivals fall back to 500/s.");
}

TEST(Explanation, SaysThatTheLimitFollowsTheSink) {
  Explaining slow = Explaining::slow();
  slow.snapshot.in_flight_records = 298;
  slow.snapshot.in_flight_adaptive_limit = 302;

  EXPECT_TRUE(
      slow.sentence().ends_with("; credits 298 of 302 in use (2,000 while the sink is fast)."));
}

TEST(Explanation, NamesTheIndexBuildThatSlowsTheSink) {
  Explaining slow = Explaining::slow();
  slow.see_build();

  EXPECT_EQ(slow.cause(), "slow_sink");
  EXPECT_EQ(slow.sentence(),
            "booking-events is 48 s old of 2 min allowed: the sink applies 603/s of 3,012/s "
            "arriving (commit p50 310 ms, usually 9 ms); credits 2,000 of 2,000 in use; PostgreSQL "
            "runs an index build (manifest_by_cabin) on passenger_manifest by migrate (pid 815), "
            "building index: scanning table, 42 %.");
  EXPECT_EQ(slow.advice(),
            "Another pod will not help; wait for that index build or end it (SELECT "
            "pg_terminate_backend(815)). Drains 4 min 10 s after arrivals fall back to 500/s.");
}

TEST(Explanation, SaysWhatItCouldNotSee) {
  Explaining slow = Explaining::slow();
  slow.sight.is_known = true;
  slow.sight.not_seen = "the progress of others' index builds";

  EXPECT_TRUE(slow.advice().ends_with("Not seen: the progress of others' index builds."));
}

TEST(Explanation, NamesWhatTheSinksSessionsWaitFor) {
  Explaining slow = Explaining::slow();
  slow.sight.is_known = true;
  slow.sight.waits = {{"IO: DataFileRead", 3}, {"", 1}};

  EXPECT_TRUE(slow.sentence().ends_with("; its sessions wait for IO: DataFileRead."));
}

TEST(Explanation, NamesWhoHoldsTheLock) {
  Explaining locked = Explaining::behind();
  locked.see_blocker();
  locked.topic().out_per_second = 0;

  EXPECT_EQ(locked.cause(), "lock_wait");
  EXPECT_EQ(locked.sentence(),
            "booking-events is 48 s old of 2 min allowed: writers wait for a lock on "
            "passenger_manifest that psql (pid 4711) holds for 4 min 10 s (idle in transaction); "
            "the sink applies 0/s of 3,012/s arriving, credits 2,000 of 2,000 in use.");
  EXPECT_EQ(locked.advice(),
            "Another pod will not help; let that transaction end, or end it (SELECT "
            "pg_terminate_backend(4711)); the batches that wait are tried again by themselves.");
}

TEST(Explanation, NamesALockByItsTimeoutsAlone) {
  Explaining locked = Explaining::behind();
  locked.recent().commits = 0;
  locked.recent().commit_p50_seconds.reset();
  locked.recent().lock_timeouts = 8;

  EXPECT_EQ(locked.cause(), "lock_wait");
  EXPECT_NE(locked.sentence().find("a lock on passenger_manifest, 8 lock timeouts in 5 s;"),
            std::string::npos);
}

TEST(Explanation, NamesABurst) {
  Explaining burst = Explaining::behind();

  EXPECT_EQ(burst.cause(), "burst");
  EXPECT_EQ(burst.sentence(),
            "booking-events is 48 s old of 2 min allowed: more arrives than is applied, 603/s of "
            "3,012/s arriving (usually 500/s), while PostgreSQL is as fast as ever (commit p50 9 "
            "ms, usually 9 ms); credits 2,000 of 2,000 in use.");
  EXPECT_EQ(burst.advice(),
            "Nothing is broken: the excess waits in Kafka. At these rates the budget is reached in "
            "1 min 30 s. Drains 4 min 10 s after arrivals fall back to 500/s.");
}

TEST(Explanation, NamesWhatIsLeftOfABurst) {
  Explaining after = Explaining::behind();
  after.topic().in_per_second = 500;
  after.topic().out_per_second = 5650;

  EXPECT_EQ(after.cause(), "catching_up");
  EXPECT_EQ(after.sentence(),
            "booking-events is 48 s old of 2 min allowed: 25,750 records wait from before and are "
            "being caught up, 5,650/s of 500/s arriving (commit p50 9 ms, usually 9 ms); credits "
            "2,000 of 2,000 in use.");
  EXPECT_EQ(after.advice(), "Nothing is to be done. Caught up in 5 s at these rates.");
}

TEST(Explanation, NamesTheServerThatIsAway) {
  Explaining down = Explaining::behind();
  down.topic().state = "stalled";
  down.recent().sink_down_seconds = 12;
  down.recent().sink_trouble = "PostgreSQL at db:5432, database \"harbor\": connection refused";

  EXPECT_EQ(down.cause(), "sink_down");
  EXPECT_EQ(
      down.sentence(),
      "booking-events is 48 s old of 2 min allowed: PostgreSQL has been out of reach for 12 "
      "s (PostgreSQL at db:5432, database \"harbor\": connection refused); 25,750 records wait, "
      "credits 2,000 of 2,000 in use.");
  EXPECT_EQ(down.advice(),
            "Bring PostgreSQL back: one probe tries it at most every 2 s, everything else waits, "
            "and work goes on by itself.");
}

TEST(Explanation, NamesTheRecordThatStopsAPartition) {
  Explaining stopped = Explaining::caught_up();
  stopped.stand(StandstillCause::kBadRecord,
                "the record at offset 2000 can never be applied (json): no value begins here");

  EXPECT_EQ(stopped.cause(), "bad_record");
  EXPECT_EQ(stopped.sentence(),
            "booking-events stands still in 1 of 2 partitions (booking-events/1, at offset 2000): "
            "the record at offset 2000 can never be applied (json): no value begins here; 13,750 "
            "records wait there, the oldest 12 ms old of 2 min allowed.");
  EXPECT_EQ(stopped.advice(),
            "Name a dead_letter_topic for booking-events and restart, or mend what refuses the "
            "record: it is tried again every 5 s, and the other partitions go on.");
}

TEST(Explanation, NamesTheTableThatChanged) {
  Explaining stopped = Explaining::behind();
  stopped.stand(StandstillCause::kSchema, "column \"cabin\" does not exist. It was there before.");

  EXPECT_EQ(stopped.cause(), "schema");
  EXPECT_NE(stopped.sentence().find("): column \"cabin\" does not exist; 13,750"),
            std::string::npos);
  EXPECT_NE(stopped.advice().find("Mend the table"), std::string::npos);
}

TEST(Explanation, NamesTheLostOffset) {
  Explaining stopped = Explaining::behind();
  stopped.stand(StandstillCause::kOffsetLost,
                "the offset to read is no longer in the log; what lay there is lost. It stays so");

  EXPECT_EQ(stopped.cause(), "offset_lost");
  EXPECT_NE(stopped.sentence().find("no longer in the log; what lay there is lost; "),
            std::string::npos);
  EXPECT_NE(stopped.advice().find("kafka.offset_lost: earliest"), std::string::npos);
}

TEST(Explanation, NamesWhatTheBrokersRefuse) {
  Explaining refused = Explaining::caught_up();
  refused.topic().recent.access_trouble = "the brokers refuse the user the topic booking-events";

  EXPECT_EQ(refused.cause(), "access");
  EXPECT_EQ(refused.sentence(),
            "booking-events is not read: the brokers refuse the user the topic booking-events; how "
            "much waits there and how old it is, is not known, credits 6 of 2,000 in use.");
  EXPECT_NE(refused.advice().find("Grant it"), std::string::npos);
}

TEST(Explanation, NamesTheDeadLetterTopicThatIsAway) {
  Explaining held = Explaining::caught_up();
  held.topic().recent.letters_trouble = "dead letters do not reach booking-events.dead: unknown";

  EXPECT_EQ(held.cause(), "dead_letters_down");
  EXPECT_EQ(held.sentence(),
            "booking-events is 12 ms old of 2 min allowed: dead letters do not reach "
            "booking-events.dead: unknown; 6 records wait, credits 6 of 2,000 in use.");
}

TEST(Explanation, SpeaksOfOneRecordAsOfOne) {
  Explaining stopped = Explaining::caught_up();
  stopped.stand(StandstillCause::kBadRecord, "the record can never be applied (json)");
  stopped.topic().partitions.back().lag = 1;

  EXPECT_THAT(stopped.sentence(), testing::HasSubstr("; 1 record waits there, the oldest "));
}

TEST(Explanation, NamesTheTopicThatItsClassIsHeldFor) {
  Explaining held = Explaining::behind();
  held.topic().recent.held_reason = "held: not read while booking-events is protected";
  held.topic().name = "refund-events";

  EXPECT_EQ(held.cause(), "held_back");
  EXPECT_EQ(held.sentence(),
            "refund-events is 48 s old of 2 min allowed; held: not read while booking-events is "
            "protected; 25,750 records wait in Kafka, 3,012/s arrive, credits 2,000 of 2,000 in "
            "use.");
}

TEST(Explanation, NamesARebalanceUnderWay) {
  Explaining divided = Explaining::caught_up();
  divided.topic().partitions.clear();
  divided.recent().rebalancing_seconds = 7;

  EXPECT_EQ(divided.cause(), "rebalance");
  EXPECT_EQ(divided.sentence(),
            "booking-events is not read here for 7 s: the group is being divided anew, and waits "
            "for its slowest member.");
}

TEST(Explanation, NamesAGroupThatIsDividedAgainAndAgain) {
  Explaining divided = Explaining::behind();
  divided.recent().since_rebalance_seconds = 4;
  divided.recent().rebalances = 6;

  EXPECT_EQ(divided.cause(), "rebalance");
  EXPECT_EQ(divided.sentence(),
            "booking-events is 48 s old of 2 min allowed: the group was divided anew 4 s ago, 6 "
            "times within a minute; 25,750 records wait, the sink applies 603/s of 3,012/s "
            "arriving.");
}

TEST(Explanation, NamesAGroupThatIsNotJoinedYet) {
  Explaining begins = Explaining::caught_up();
  begins.topic().partitions.clear();
  begins.snapshot.group_joined = false;

  EXPECT_EQ(begins.cause(), "rebalance");
}

TEST(Explanation, SaysThatOthersHaveThePartitions) {
  Explaining idle = Explaining::caught_up();
  idle.topic().partitions.clear();

  EXPECT_EQ(idle.cause(), "unassigned");
}

TEST(Explanation, NamesAHotKey) {
  Explaining hot = Explaining::behind();
  hot.topic().recent.hot_lane_share = 0.91;

  EXPECT_EQ(hot.cause(), "hot_key");
  EXPECT_EQ(hot.sentence(),
            "booking-events is 48 s old of 2 min allowed: 91 % of its records in flight belong to "
            "one of 4 writers, as the records of one key do; 603/s of 3,012/s arriving (commit p50 "
            "9 ms, usually 9 ms), credits 2,000 of 2,000 in use.");
}

TEST(Explanation, NamesAThreadWithoutAProcessor) {
  Explaining starved = Explaining::behind();
  starved.recent().processor = {"consumer", 0.05, 0.92};

  EXPECT_EQ(starved.cause(), "processor");
  EXPECT_EQ(starved.sentence(),
            "booking-events is 48 s old of 2 min allowed: the thread \"consumer\" has no processor "
            "left (5 % of the time running, 92 % ready to run and not let); 603/s of 3,012/s "
            "arriving, credits 2,000 of 2,000 in use.");
  EXPECT_TRUE(starved.advice().starts_with("Give the process more processor time"));
}

TEST(Explanation, NamesALimitThatStopsTheProcess) {
  Explaining limited = Explaining::behind();
  limited.recent().processor = {"consumer", 0.2, 0.3, 0.92};

  EXPECT_EQ(limited.cause(), "processor");
  EXPECT_EQ(limited.sentence(),
            "booking-events is 48 s old of 2 min allowed: a limit of processor time stops the "
            "process in 92 % of the kernel's periods; 603/s of 3,012/s arriving, credits 2,000 of "
            "2,000 in use.");
  EXPECT_TRUE(limited.advice().starts_with(
      "Raise that limit (resources.limits.cpu in Kubernetes), or have none; PostgreSQL is not"));
}

TEST(Explanation, AdvisesMoreProcessorTimeToAThreadThatIsOftenNotLet) {
  Explaining limited = Explaining::behind();
  limited.recent().processor = {"consumer", 0.6, 0.38};

  EXPECT_EQ(limited.cause(), "processor");
  EXPECT_TRUE(limited.advice().starts_with("Give the process more processor time"));
}

TEST(Explanation, NamesAThreadThatDoesAllItCan) {
  Explaining full = Explaining::behind();
  full.recent().processor = {"consumer", 0.97, 0.01};

  EXPECT_TRUE(full.advice().starts_with("One thread does all it can: another pod helps"));
}

TEST(Explanation, NamesTheQuotaOfTheBrokers) {
  Explaining throttled = Explaining::behind();
  throttled.snapshot.in_flight_records = 40;
  throttled.recent().broker_throttle_seconds = 2.5;

  EXPECT_EQ(throttled.cause(), "broker_throttle");
  EXPECT_EQ(throttled.sentence(),
            "booking-events is 48 s old of 2 min allowed: the brokers hold the reading back by a "
            "quota (pauses of 2.5 s); 603/s of 3,012/s arriving, only credits 40 of 2,000 in use.");
}

TEST(Explanation, NamesBatchesThatAreTriedAgainAndAgain) {
  Explaining conflicts = Explaining::behind();
  conflicts.recent().retries = 12;

  EXPECT_EQ(conflicts.cause(), "conflicts");
  EXPECT_NE(conflicts.sentence().find("12 batches were tried again in 5 s beside 20"),
            std::string::npos);
}

TEST(Explanation, NamesBrokersThatAreSilent) {
  Explaining silent = Explaining::caught_up();
  silent.recent().brokers_silent_seconds = 34;

  EXPECT_EQ(silent.cause(), "kafka_down");
  EXPECT_EQ(silent.sentence(),
            "booking-events: the brokers have not answered for 34 s; how much waits there and how "
            "old it is, is not known, credits 6 of 2,000 in use.");
}

TEST(Explanation, SaysThatNothingIsAppliedWhereItCannotSayWhy) {
  Explaining waiting = Explaining::behind();
  waiting.topic().recent.idle_seconds = 14;

  EXPECT_EQ(waiting.cause(), "waiting");
  EXPECT_EQ(waiting.sentence(),
            "booking-events is 48 s old of 2 min allowed: nothing was applied for 14 s, and 25,750 "
            "records wait; credits 2,000 of 2,000 in use.");
}

}  // namespace
}  // namespace projector
