"""What `explain` says, in situations staged on real servers: the cause is the right one, also where
something harmless is odd at the same time."""

import json
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path

from confluent_kafka import Consumer
from harness.pipeline import binary
from harness.waiting import TimedOut, wait_until

from bookings import MANIFEST, RECORDS, Bookings, event, hold_tables, outcome

BAD = (b"HP-BAD", b"{not json")
LATER_MS = int((time.time() + 1800) * 1000)  # Brokers refuse what is an hour ahead.
# A statement takes 20 ms, whatever it does: batches of ten are 500 records/s a writer, and no
# processor is needed for it.
STEADILY_SLOW = """
CREATE FUNCTION take_a_while() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM pg_sleep(0.02); RETURN NULL;
END $$;
CREATE TRIGGER take_a_while AFTER INSERT ON {0} FOR EACH STATEMENT EXECUTE FUNCTION take_a_while();
"""
SMALL_BATCHES = {"batch_rows": 10, "poll_records": 100, "in_flight_records": 200}


def daemon_of(bookings, **sections):
    """One that leaves at once what it cannot finish."""
    return bookings.daemon(shutdown={"drain": "1s"}, **sections)


def told(daemon):
    """By topic what is said of it."""
    status, body = daemon.get("/explain?format=json")
    assert status == 200, body
    return {topic["name"]: topic for topic in json.loads(body)["topics"]}


def wait_cause(daemon, topic, cause, timeout=60.0, also=()):
    """Until the cause of the topic is this one and its sentence has these words; what is said."""
    seen = {}

    def is_said():
        nonlocal seen
        seen = told(daemon).get(topic, {})
        words = seen.get("sentence", "") + " " + seen.get("advice", "")
        return seen.get("cause") == cause and all(word in words for word in also)

    try:
        wait_until(is_said, f"{topic}: {cause} {also}", timeout)
    except TimedOut as late:
        raise TimedOut(f"{late}; it says: {seen}") from None
    return seen


@contextmanager
def load(bookings, events, **options):
    process = bookings.start_load(events, **options)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def dead_lettered(scene, name="bookings"):
    topic = scene.create_topic(f"{name}-dead", 1)
    return topic, {"dead_letter_topic": topic}


def one_topic(bookings, **more):
    return [{"name": bookings.topic, "projection": "played", **more}]


def one_dead_letter(bookings, daemon):
    """Harmless: it is where it belongs."""
    bookings.client.produce(bookings.topic, [BAD])
    wait_until(lambda: outcome(daemon, "dead_lettered") == 1, "the letter is written")


def hold(scene, statement, name="migrate"):
    """Runs it in a transaction that stays open until the connection that is returned closes."""
    connection = scene.postgres.connect(scene.database)
    connection.autocommit = False
    cursor = connection.cursor()
    cursor.execute(f"SET application_name = '{name}'")
    cursor.execute(statement)
    return connection


def learn_what_is_usual(bookings, daemon):
    """A few records a second for a few seconds, so that later is compared with something."""
    bookings.produce(40, rate=20, keys=20)
    wait_until(lambda: json.loads(daemon.get("/explain?format=json")[1])["lately"]
               ["commit_usual_s"], "the usual time of a commit is known")


def test_what_slows_postgres_is_named(pipeline):
    bookings = Bookings(pipeline)
    _, letters = dead_lettered(pipeline)
    daemon = daemon_of(bookings, topics=one_topic(bookings, **letters),
                             postgres={"writers": 2, "lock_timeout": "1500ms"})
    daemon.start()
    pipeline.sql("CREATE TABLE elsewhere (id int)")

    # Caught up, though one record is bad and another comes from the future.
    learn_what_is_usual(bookings, daemon)
    bookings.client.produce(bookings.topic, [(*event("HP-LATER", 1), None, LATER_MS)])
    one_dead_letter(bookings, daemon)
    wait_cause(daemon, bookings.topic, "steady", also=["Nothing is to be done"])

    with load(bookings, 200_000, rate=1000):
        # A table that nobody waits for is locked all the time.
        with closing(hold(pipeline, "LOCK TABLE elsewhere")):
            bookings.throttle(200)
            wait_cause(daemon, bookings.topic, "slow_sink", also=[
                "its sessions wait for Timeout: PgSleep", "commit p50", "usually",
                "look at locks and index builds on passenger_manifest"])

        # A build that waits for an old reader goes on for as long as that one reads.
        reader = hold(pipeline, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;"
                                " SELECT count(*) FROM passenger_manifest", "reader")
        with subprocess.Popen(
                ["psql", "-qd", pipeline.database_url, "-c", "CREATE INDEX CONCURRENTLY"
                 " by_cabin ON passenger_manifest (cabin)"], env={"PGAPPNAME": "builder"}) as build:
            wait_cause(daemon, bookings.topic, "slow_sink", also=[
                "an index build (by_cabin) on passenger_manifest by builder", "waiting for"])
            reader.close()
            bookings.lift_throttle()
            assert build.wait(60) == 0
        wait_cause(daemon, bookings.topic, "steady")

        with closing(hold_tables(pipeline)):
            said = wait_cause(daemon, bookings.topic, "lock_wait", also=[
                "a lock on passenger_manifest that harness (pid", "idle in transaction",
                "pg_terminate_backend("])
        assert "Another pod will not help" in said["advice"]
        wait_cause(daemon, bookings.topic, "steady")

        with closing(hold(pipeline, "CREATE INDEX by_status ON passenger_manifest (status)")):
            wait_cause(daemon, bookings.topic, "lock_wait", also=["migrate (pid"])


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
    bookings.produce(15_000)  # Half a minute's work.
    with closing(hold(pipeline, "CREATE TABLE elsewhere (id int)")):
        wait_cause(daemon, bookings.topic, "catching_up", also=["Caught up in"])


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
    finally:
        bookings.client.limit_consumer(name, None)


@contextmanager
def starved(daemon):
    """It shares a processor with four that want it all, and are let first."""
    on_one = ["taskset", "--cpu-list", "0"]
    greedy = [subprocess.Popen([*on_one, "sh", "-c", "while :; do :; done"]) for _ in range(4)]
    try:
        subprocess.run(["taskset", "--all-tasks", "--cpu-list", "--pid", "0", str(daemon.pid)],
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["renice", "-n", "19", "-g", str(daemon.pid)], check=True,
                       stdout=subprocess.DEVNULL)
        # Where sessions share processors evenly, the priority that counts is the session's.
        sessions = Path(f"/proc/{daemon.pid}/autogroup")
        if sessions.exists():
            sessions.write_text("19")
        yield
    finally:
        for process in greedy:
            process.kill()
            process.wait()


def test_a_process_without_a_processor_is_named(pipeline):
    bookings = Bookings(pipeline)
    _, letters = dead_lettered(pipeline)
    daemon = daemon_of(bookings, topics=one_topic(bookings, **letters))
    daemon.start()
    one_dead_letter(bookings, daemon)
    with starved(daemon):
        with load(bookings, 400_000):
            wait_cause(daemon, bookings.topic, "processor",
                       also=["ready to run and not let", "more processor time"])


def test_brokers_that_do_not_answer_are_named(pipeline):
    bookings = Bookings(pipeline)
    daemon = daemon_of(bookings)
    daemon.start()
    bookings.produce(500)
    pipeline.kafka.pause()
    try:
        wait_cause(daemon, bookings.topic, "kafka_down", also=["have not answered for"])
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
