"""Faults on real servers fire exactly the alerts that docs/OPERATIONS.md says, in fast motion.

A minute of the rules is a second here. All of a fault's alerts have to fire, and then there has to be
a moment at which nothing else does: what fires by chance and stays is a failure. Topics carry their
faults' names.
"""

import json
import sys
import time
from contextlib import ExitStack

import pytest

from alarm_faults import alerts_of
from rules import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "scripts"))

from harness.pipeline import Pipeline  # noqa: E402 (found by the line above)
from harness.ports import LOOPBACK, free_port  # noqa: E402
from harness.prometheus import Prometheus  # noqa: E402
from harness.scene import Scene  # noqa: E402
from harness.waiting import wait_until  # noqa: E402

SPEED = 60
JOB = "manifest-projector"
PATIENCE = 180
MINUTE_MS = 60_000
TABLE = "CREATE TABLE arrived (id text PRIMARY KEY, n int, version bigint)"
PROJECTION = {"table": "arrived", "key": ["id"], "version": {"column": "version", "from": "/n"},
              "columns": {"id": "@key", "n": "/n"}}


@pytest.fixture(scope="module")
def servers():
    with Pipeline() as pipeline:
        yield pipeline


@pytest.fixture
def scene(servers):
    made = Scene(servers)
    made.sql(TABLE)
    yield made
    made.close()


class Trickle:
    """A few records to every topic whenever it is asked, so that none stands still for want of work."""

    def __init__(self, scene, topics):
        self._client = scene.kafka.client
        self._topics = topics  # Topic -> a record's (value, timestamp) of a number.
        self._sent = 0

    def __call__(self, count=5):
        now = int(time.time() * 1000)
        batches = {topic: [] for topic in self._topics}
        for _ in range(count):
            self._sent += 1
            for topic, make in self._topics.items():
                value, timestamp = make(self._sent, now)
                batches[topic].append((f"k{self._sent}".encode(), value, None, timestamp))
        self._client.produce_all(batches)


def good(number, now):
    return json.dumps({"n": number}).encode(), now


def every_tenth_is_bad(number, now):
    return (b"no JSON", now) if number % 10 == 0 else good(number, now)


def of_the_future(number, now):
    return good(number, now + 10 * MINUTE_MS)


def too_late(number, now):
    return good(number, now - 10 * MINUTE_MS)


def wait_until_firing(prometheus, expected, meanwhile=lambda: None, fading=frozenset()):
    """`meanwhile` is called between looks. `fading` may still fire, from the fault before."""
    pictures = []  # What fired, one after the other.

    def fires():
        meanwhile()
        firing = prometheus.firing() - fading
        if not pictures or pictures[-1] != firing:
            pictures.append(firing)
        return expected <= set().union(*pictures) and firing <= expected

    try:
        wait_until(fires, "exactly these fire", PATIENCE)
    except AssertionError as error:
        history = "\n".join(str(sorted(firing)) for firing in pictures)
        raise AssertionError(f"to fire: {sorted(expected)}, but one after the other:\n"
                             f"{history}") from error


def address(daemon):
    return daemon.admin.removeprefix("http://")


def configuration(scene, topics, **sections):
    return {"kafka": {"offset_lost": "earliest", "group": scene.name("alarmed")},
            "topics": [{"projection": "arrived", **topic} for topic in topics],
            "projections": {"arrived": PROJECTION}, **sections}


def test_faults_of_records_and_of_the_configuration(scene, tmp_path):
    client = scene.kafka.client
    letters = scene.create_topic("letters", 1)
    topics = {word: scene.create_topic(word, 2) for word in
              ("late", "skew", "dead_letters", "bad_record", "deleted")}
    listed = [{"name": name, "freshness_budget": "5m"} for name in topics.values()]
    listed[2]["dead_letter_topic"] = letters

    # deleted: what the group has committed to is gone when it comes back.
    client.produce(topics["deleted"], [(b"a", b'{"n": 1}')] * 100)
    daemon = scene.daemon(configuration(scene, listed))
    daemon.start()
    wait_until(lambda: client.uncommitted(scene.name("alarmed"), topics["deleted"]) == 0,
               "it is committed", PATIENCE)
    daemon.stop()
    client.produce(topics["deleted"], [(b"a", b'{"n": 2}')] * 200)
    ends = {number: end for number, (_, end) in client.offsets(topics["deleted"]).items()}
    client.delete_records(topics["deleted"], ends)
    # two_configurations: another member of the job has another one.
    other = scene.daemon(configuration(scene, listed[:1], commit={"interval": "2s"},
                                       kafka={"group": scene.name("other")}))
    trickle = Trickle(scene, {
        topics["late"]: too_late,  # late: twice as old as the budget allows.
        topics["skew"]: of_the_future,  # skew
        topics["dead_letters"]: every_tenth_is_bad,  # dead_letters
        topics["bad_record"]: good, topics["deleted"]: good})
    with Prometheus(tmp_path / "prometheus", {JOB: [address(daemon), address(other)]},
                    speed=SPEED) as prometheus:
        daemon.start()
        other.start()
        # bad_record: one partition stands still, the other goes on.
        trickle(20)
        client.produce(topics["bad_record"], [(b"bad", b"no JSON")])
        # bad_reload: a counter that is to rise has to be seen before.
        unrefused = f'projector_config_reloads_total{{instance="{address(daemon)}",result="error"}} == 0'
        wait_until(lambda: prometheus.query(unrefused), "Prometheus has seen the daemon", PATIENCE)
        daemon.configuration_path.write_text("topics: [")
        daemon.send_signal(1)
        expected = set().union(*(alerts_of(fault, topic) for fault, topic in topics.items()))
        expected |= alerts_of("bad_reload") | alerts_of("two_configurations")
        # An old record breaches the budget while it waits.
        wait_until_firing(prometheus, expected, trickle,
                          fading={("ProjectorFreshnessBreached", topics["late"])})


def test_faults_of_servers_and_of_the_process(scene, tmp_path):
    topic = scene.create_topic("waiting", 2)
    daemon = scene.daemon(configuration(
        scene, [{"name": topic, "freshness_budget": "5s"}],
        kafka={"group": scene.name("alarmed"), "instance_id": "only"},
        postgres={"lock_timeout": "200ms"}, retry={"limit": "500ms"}))
    trickle = Trickle(scene, {topic: good})
    burns = alerts_of("late", topic)  # What waited is applied late.
    with ExitStack() as stack:
        prometheus = stack.enter_context(
            Prometheus(tmp_path / "prometheus", {JOB: [address(daemon)]}, speed=SPEED))
        daemon.start()
        trickle(100)

        # locked
        holder = scene.postgres.connect(scene.database)
        stack.callback(holder.close)
        holder.autocommit = False
        holder.cursor().execute("LOCK TABLE arrived IN EXCLUSIVE MODE")
        trickle(100)
        wait_until_firing(prometheus, alerts_of("locked", topic), fading=burns)
        holder.close()

        # postgres_away
        scene.postgres.stop_immediately()
        trickle(100)
        wait_until_firing(prometheus, alerts_of("postgres_away", topic), fading=burns)
        scene.postgres.start()
        wait_until(lambda: daemon.metrics().value("projector_consumer_lag_records") == 0,
                   "it catches up", PATIENCE)

        # kafka_away: nothing waits, so lag and age tell nothing of it.
        faded = burns | alerts_of("postgres_away", topic)
        scene.kafka.kill()
        wait_until_firing(prometheus, alerts_of("kafka_away"), fading=faded)
        scene.kafka.start()
        wait_until(lambda: daemon.metrics().value("projector_state", state="stalled") == 0,
                   "it reads again", PATIENCE)

        # killed_again
        def kill_again():
            before = daemon.metrics().value("process_start_time_seconds")
            daemon.kill()
            daemon.start(wait=False)
            wait_until(lambda: any(value > before for _, value in
                                   prometheus.query("process_start_time_seconds")),
                       "Prometheus has seen the new one", PATIENCE)
            return alerts_of("killed_again") <= prometheus.firing()

        faded |= alerts_of("kafka_away")
        wait_until(kill_again, "an alert of it fires", PATIENCE)
        wait_until_firing(prometheus, alerts_of("killed_again"), fading=faded)

        # killed
        daemon.kill()
        wait_until_firing(prometheus, alerts_of("killed"),
                          fading=faded | alerts_of("killed_again"))


def test_a_start_without_its_servers(scene, tmp_path):
    topic = scene.create_topic("waited_for", 1)
    nobody = f"postgresql://nobody@{LOOPBACK}:{free_port()}/harbor"
    daemon = scene.daemon(configuration(scene, [{"name": topic}], postgres={"url": nobody}))
    with Prometheus(tmp_path / "prometheus", {JOB: [address(daemon)]}, speed=SPEED) as prometheus:
        daemon.start(wait=False)
        wait_until_firing(prometheus, alerts_of("not_started"))
