"""What `explain` says, in situations staged on real servers: the cause is the right one, and it stays
so when something harmless is odd at the same time."""

import json
import subprocess
from contextlib import closing

from confluent_kafka import Consumer
from harness.pipeline import binary
from harness.waiting import wait_until

from bookings import MANIFEST, RECORDS, Bookings, event, hold_tables
from explaining import (BAD, LATER_MS, SMALL_BATCHES, STEADILY_SLOW, daemon_of, dead_lettered, hold,
                        learn_what_is_usual, load, one_dead_letter, one_topic, require_cause_beside,
                        wait_cause)


def test_what_slows_postgres_is_named(pipeline):
    bookings = Bookings(pipeline)
    _, letters = dead_lettered(pipeline)
    daemon = daemon_of(bookings, topics=one_topic(bookings, **letters),
                             postgres={"writers": 2, "lock_timeout": "1500ms"})
    daemon.start()

    # Caught up, and still so when one record is bad and another comes from the future.
    learn_what_is_usual(bookings, daemon)
    wait_cause(daemon, bookings.topic, "steady")
    bookings.client.produce(bookings.topic, [(*event("HP-LATER", 1), None, LATER_MS)])
    one_dead_letter(bookings, daemon)
    wait_cause(daemon, bookings.topic, "steady", also=["Nothing is to be done"])

    with load(bookings, 200_000, rate=1000):
        bookings.throttle(200)
        wait_cause(daemon, bookings.topic, "slow_sink", also=[
            "its sessions wait for Timeout: PgSleep", "commit p50", "usually",
            "look at locks and index builds on passenger_manifest"])
        require_cause_beside(pipeline, daemon, {bookings.topic: "slow_sink"}, looked=True)

        # A build that waits for an old reader goes on for as long as that one reads.
        reader = hold(pipeline, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;"
                                " SELECT count(*) FROM passenger_manifest", "reader")
        with subprocess.Popen(
                ["psql", "-qd", pipeline.database_url, "-c", "CREATE INDEX CONCURRENTLY"
                 " by_cabin ON passenger_manifest (cabin)"], env={"PGAPPNAME": "builder"}) as build:
            wait_cause(daemon, bookings.topic, "slow_sink", also=[
                "an index build (by_cabin) on passenger_manifest by builder", "waiting for"])
            require_cause_beside(pipeline, daemon, {bookings.topic: "slow_sink"}, looked=True)
            reader.close()
            bookings.lift_throttle()
            assert build.wait(60) == 0
        wait_cause(daemon, bookings.topic, "steady")

        with closing(hold_tables(pipeline)):
            said = wait_cause(daemon, bookings.topic, "lock_wait", also=[
                "a lock on passenger_manifest that harness (pid", "idle in transaction",
                "pg_terminate_backend("])
            require_cause_beside(pipeline, daemon, {bookings.topic: "lock_wait"}, looked=True)
        assert "Another pod will not help" in said["advice"]
        wait_cause(daemon, bookings.topic, "steady")

        with closing(hold(pipeline, "CREATE INDEX by_status ON passenger_manifest (status)")):
            wait_cause(daemon, bookings.topic, "lock_wait", also=["migrate (pid"])
            require_cause_beside(pipeline, daemon, {bookings.topic: "lock_wait"}, looked=True)


def test_a_burst_and_what_is_left_of_it_are_told_apart(pipeline):
    bookings = Bookings(pipeline)
    pipeline.sql(STEADILY_SLOW.format("passenger_manifest"))
    _, letters = dead_lettered(pipeline)
    daemon = daemon_of(bookings, topics=one_topic(bookings, **letters), postgres={"writers": 1},
                             flow=SMALL_BATCHES)
    daemon.start()
    learn_what_is_usual(bookings, daemon)
    one_dead_letter(bookings, daemon)

    with load(bookings, 200_000, rate=1500):
        wait_cause(daemon, bookings.topic, "burst", also=["Nothing is broken", "usually"])
        require_cause_beside(pipeline, daemon, {bookings.topic: "burst"}, looked=True)
    bookings.produce(15_000)  # Half a minute's work.
    wait_cause(daemon, bookings.topic, "catching_up", also=["Caught up in"])
    require_cause_beside(pipeline, daemon, {bookings.topic: "catching_up"})


def test_a_hot_key_is_named(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    pipeline.sql(STEADILY_SLOW.format("read_log"))
    _, letters = dead_lettered(pipeline)
    daemon = daemon_of(bookings, topics=one_topic(bookings, **letters), postgres={"writers": 4},
                             flow=SMALL_BATCHES)
    daemon.start()
    # The table takes everything that is JSON: the value that is none is its one dead letter.
    one_dead_letter(bookings, daemon)

    bookings.client.produce(bookings.topic, [
        event("HP-HOT" if number % 10 else f"HP-{number}", number) for number in range(15_000)])

    wait_cause(daemon, bookings.topic, "hot_key", also=["one of 4 writers"])
    require_cause_beside(pipeline, daemon, {bookings.topic: "hot_key"}, looked=True)


def test_each_topic_that_stands_still_has_its_own_cause(pipeline):
    """Five topics of one daemon, each odd in its own way, and each the others' anomaly."""
    well = Bookings(pipeline)
    refused, unheard, changed, lost = (Bookings.beside(pipeline, MANIFEST, word) for word in
                                       ("refused", "unheard", "changed", "lost"))
    letters, to_letters = dead_lettered(pipeline)
    pipeline.sql("CREATE TABLE changing (LIKE passenger_manifest INCLUDING ALL)")
    daemon = daemon_of(
        well, topics=[{"name": well.topic, "projection": "manifest"},
                {"name": refused.topic, "projection": "manifest"},
                {"name": unheard.topic, "projection": "manifest", **to_letters},
                {"name": changed.topic, "projection": "changing"},
                {"name": lost.topic, "projection": "manifest"}],
        projections={"manifest": MANIFEST, "changing": {**MANIFEST, "table": "changing"}})
    daemon.start()
    lost.produce(100)
    lost.wait_committed()
    daemon.stop()
    lost.produce(400)
    lost.client.delete_records(lost.topic, {number: end - 10 for number, (_, end) in
                                            lost.client.offsets(lost.topic).items()})
    daemon.start()
    well.client.delete_topic(letters)
    pipeline.sql("ALTER TABLE changing DROP COLUMN cabin")

    well.produce(100)
    refused.client.produce(refused.topic, [event("HP-1", 1), BAD])
    unheard.client.produce(unheard.topic, [BAD, event("HP-2", 1)])
    changed.produce(100)

    wait_cause(daemon, refused.topic, "bad_record", also=["stands still in 1 of 4 partitions",
                                                          "dead_letter_topic"])
    wait_cause(daemon, unheard.topic, "dead_letters_down", also=[letters])
    wait_cause(daemon, changed.topic, "schema", also=["cabin", "Mend the table"])
    wait_cause(daemon, lost.topic, "offset_lost", also=["kafka.offset_lost: earliest"])
    wait_cause(daemon, well.topic, "steady")
    require_cause_beside(pipeline, daemon, {
        refused.topic: "bad_record", unheard.topic: "dead_letters_down", changed.topic: "schema",
        lost.topic: "offset_lost", well.topic: "steady"})

    # None of this counts while PostgreSQL is away.
    pipeline.postgres.stop_immediately()
    try:
        well.client.produce(well.topic, [event("HP-3", 1)])
        for topic in (well, refused, unheard, changed, lost):
            wait_cause(daemon, topic.topic, "sink_down", also=["out of reach", "one probe"])
    finally:
        pipeline.postgres.start()
    wait_cause(daemon, well.topic, "steady")
    wait_cause(daemon, refused.topic, "bad_record")


def test_a_class_that_is_held_for_another_is_named(pipeline):
    bookings, exports = Bookings(pipeline), Bookings.beside(pipeline, MANIFEST, "exports")
    _, letters = dead_lettered(pipeline)
    daemon = daemon_of(bookings, topics=[
        {"name": bookings.topic, "projection": "played", "class": "critical",
         "freshness_budget": "10s", **letters},
        {"name": exports.topic, "projection": "played", "class": "optional"}])
    daemon.start()
    one_dead_letter(bookings, daemon)
    bookings.throttle(200)

    with load(bookings, 200_000, rate=1000), load(exports, 200_000, rate=200):
        wait_cause(daemon, exports.topic, "held_back",
                   also=[f"not read while {bookings.topic} is protected"])
        wait_cause(daemon, bookings.topic, "slow_sink")
        require_cause_beside(pipeline, daemon, {exports.topic: "held_back"})


def test_batches_that_are_tried_again_and_again_are_named(pipeline):
    bookings = Bookings(pipeline)
    daemon = daemon_of(bookings, flow=SMALL_BATCHES, retry={"first": "20ms", "limit": "100ms"})
    daemon.start()
    pipeline.sql("""
        CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF random() < 0.9 THEN RAISE 'another was first' USING ERRCODE = '40001'; END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER conflict AFTER INSERT ON passenger_manifest FOR EACH STATEMENT
          EXECUTE FUNCTION conflict();""")

    with load(bookings, 200_000, rate=1500):
        wait_cause(daemon, bookings.topic, "conflicts", also=["tried again", "batch.failed"])
        require_cause_beside(pipeline, daemon, {bookings.topic: "conflicts"}, looked=True)


def test_a_group_that_waits_for_a_member_is_named(pipeline):
    bookings = Bookings(pipeline)
    daemon = daemon_of(bookings)
    daemon.start()
    bookings.produce(500)
    member = {"bootstrap.servers": pipeline.kafka.bootstrap, "group.id": bookings.group,
              "partition.assignment.strategy": "range", "max.poll.interval.ms": 20_000,
              "session.timeout.ms": 20_000}
    with closing(Consumer(member)) as silent, closing(Consumer(member)) as newcomer:
        silent.subscribe([bookings.topic])
        wait_until(lambda: silent.poll(0.1) or silent.assignment(), "it is a member")
        # It polls no more, so that the group cannot be divided anew until its time is over.
        newcomer.subscribe([bookings.topic])
        newcomer.poll(0.1)
        wait_cause(daemon, bookings.topic, "rebalance", also=["slowest member"])
        require_cause_beside(pipeline, daemon, {bookings.topic: "rebalance"})


def test_a_quota_of_the_brokers_is_named(pipeline):
    bookings = Bookings(pipeline)
    name = pipeline.name("limited")
    _, letters = dead_lettered(pipeline)
    daemon = daemon_of(bookings, instance_id=name, topics=one_topic(bookings, **letters))
    daemon.start()
    one_dead_letter(bookings, daemon)
    bookings.client.limit_consumer(name, 20_000)
    try:
        with load(bookings, 200_000, rate=1500):
            wait_cause(daemon, bookings.topic, "broker_throttle", also=["quota", "pauses of"])
            require_cause_beside(pipeline, daemon, {bookings.topic: "broker_throttle"})
    finally:
        bookings.client.limit_consumer(name, None)


def test_brokers_that_do_not_answer_are_named(pipeline):
    bookings = Bookings(pipeline)
    daemon = daemon_of(bookings)
    daemon.start()
    bookings.produce(500)
    pipeline.kafka.pause()
    try:
        wait_cause(daemon, bookings.topic, "kafka_down", also=["have not answered for"])
        require_cause_beside(pipeline, daemon, {bookings.topic: "kafka_down"})
    finally:
        pipeline.kafka.resume()
    wait_cause(daemon, bookings.topic, "steady")


def test_a_role_without_privileges_says_what_it_could_not_see(pipeline):
    bookings = Bookings(pipeline)
    pipeline.sql("CREATE ROLE plain LOGIN; GRANT SELECT, INSERT, UPDATE ON passenger_manifest,"
                 " versions_gone_back TO plain")
    url = pipeline.postgres.url(pipeline.database, "plain")
    daemon = daemon_of(bookings, postgres={"url": url})
    daemon.start()
    try:
        with load(bookings, 200_000, rate=500), closing(hold_tables(pipeline)):
            wait_cause(daemon, bookings.topic, "lock_wait", also=[
                "harness (pid", "Not seen: the state of others' sessions", "pg_read_all_stats"])
            pipeline.sql("GRANT pg_read_all_stats TO plain")
            said = wait_cause(daemon, bookings.topic, "lock_wait", also=["idle in transaction"])
            assert "Not seen" not in said["advice"]
    finally:
        daemon.stop()
        pipeline.sql("REVOKE ALL ON passenger_manifest, versions_gone_back FROM plain;"
                     " DROP ROLE plain")


def explain(*arguments):
    return subprocess.run([binary("manifest-projector", "PROJECTOR_BINARY"), "explain", *arguments],
                          capture_output=True, text=True, timeout=30, check=False)


def test_the_command_says_what_the_daemon_says(pipeline):
    one, other = Bookings(pipeline), Bookings.beside(pipeline, MANIFEST)
    daemon = daemon_of(one, topics=[{"name": name, "projection": "played"}
                                for name in (one.topic, other.topic)])
    daemon.start()
    wait_cause(daemon, one.topic, "steady")

    both = explain("--url", daemon.admin)
    assert (both.returncode, len(both.stdout.splitlines())) == (0, 2), both.stderr
    assert both.stdout.startswith(f"{one.topic} is caught up: ")
    alone = explain(other.topic, "--url", daemon.admin)
    assert [line.split()[0] for line in alone.stdout.splitlines()] == [other.topic]
    parsed = json.loads(explain(one.topic, "--url", daemon.admin, "--format", "json").stdout)
    assert [topic["cause"] for topic in parsed["topics"]] == ["steady"]
    assert daemon.get("/explain")[1].startswith(f"{one.topic} is caught up: ")
    assert daemon.get("/explain?format=xml")[0] == 400

    unknown = explain("refunds", "--url", daemon.admin)
    assert (unknown.returncode, unknown.stdout) == (64, "")
    assert 'no topic "refunds"' in unknown.stderr and one.topic in unknown.stderr

    daemon.stop()
    away = explain("--url", daemon.admin)
    assert (away.returncode, away.stdout) == (69, "")
    assert daemon.admin in away.stderr and "--url" in away.stderr
