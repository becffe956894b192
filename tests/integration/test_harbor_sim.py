"""The verdict itself: harbor-sim agrees with the whole life of bookings, and finds what is wrong."""

import json
import subprocess

import pytest
import yaml
from harness.pipeline import binary
from harness.scene import Scene

from bookings import REPOSITORY, Bookings

MANIFEST = yaml.safe_load((REPOSITORY / "config" / "harbor_point.yaml").read_text(
    encoding="utf-8"))["projections"]["manifest"]
EVENTS = 3000

# What is done to a copy of the table, and what verify must count; the first row of each kind.
PRESENT = "ctid = (SELECT min(ctid) FROM spoiled WHERE removed_at IS NULL)"
REMOVED = "ctid = (SELECT min(ctid) FROM spoiled WHERE removed_at IS NOT NULL)"
NOBODY = "UPDATE spoiled SET version = version WHERE false"
SPOILED = {
    "nothing": (NOBODY, {}),
    "missing": (f"DELETE FROM spoiled WHERE {PRESENT}", {"missing": 1}),
    "older version": (f"UPDATE spoiled SET version = version - 1 WHERE {PRESENT}", {"stale": 1}),
    "no version": (f"UPDATE spoiled SET version = NULL WHERE {PRESENT}", {"stale": 1}),
    "other content": (f"UPDATE spoiled SET cabin = 'SEA' WHERE {PRESENT}", {"stale": 1}),
    "extra": ("INSERT INTO spoiled (booking_id, passenger_no) VALUES ('HP-NOBODY', 1)",
              {"extra": 1}),
    "wrongly removed": (f"UPDATE spoiled SET removed_at = now() WHERE {PRESENT}",
                        {"stale": 1, "wrongly_removed": 1}),
    "wrongly present": (f"UPDATE spoiled SET removed_at = NULL WHERE {REMOVED}",
                        {"stale": 1, "wrongly_present": 1}),
    "removed at another time": (f"UPDATE spoiled SET removed_at = removed_at + interval '1 ms'"
                                f" WHERE {REMOVED}", {"stale": 1}),
}
COUNTED = ("missing", "stale", "extra", "wrongly_removed", "wrongly_present")


@pytest.fixture(scope="module")
def played(servers):
    """A life with bad records, projected by the daemon; the topics are still there."""
    scene = Scene(servers)
    bookings = Bookings(scene, projection=MANIFEST)
    dead_letters = scene.create_topic("dead-letters", 1)
    bookings.produce(EVENTS, model="life", keys=300, bad=0.05, duplicates=0.02, disorder=0.05)
    daemon = bookings.daemon(topics=[{"name": bookings.topic, "projection": "played",
                                      "dead_letter_topic": dead_letters}])
    daemon.start()
    bookings.wait_committed()
    outcomes = {name: daemon.metrics().value("projector_records_total", outcome=name)
                for name in ("applied", "stale", "unmatched", "dead_lettered")}
    assert daemon.stop() == 0
    yield bookings, dead_letters, outcomes
    scene.close()


def verify(bookings, dead_letters, table="passenger_manifest"):
    """(exit code, what it counted)."""
    arguments = ["verify", "--model", "life", "--brokers", bookings.scene.kafka.bootstrap,
                 "--topic", bookings.topic, "--postgres", bookings.scene.database_url, "--table",
                 table, "--format", "json", "--quiet"]
    if dead_letters:
        arguments += ["--dead-letter-topic", dead_letters]
    done = subprocess.run([binary("harbor-sim", "HARBOR_SIM_BINARY"), *arguments],
                          capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, json.loads(done.stdout)


def test_its_outcomes_are_the_daemons(played):
    bookings, dead_letters, outcomes = played

    code, found = verify(bookings, dead_letters)

    assert code == 0
    assert found["dead_letters"] == outcomes["dead_lettered"] > EVENTS * 0.03
    assert (found["applied"], found["stale_records"], found["unmatched"]) == (
        outcomes["applied"], outcomes["stale"], outcomes["unmatched"])
    assert all(counted["example"] for counted in found["dead_letter_classes"].values())


def test_bad_records_that_were_not_given_up_are_found(played):
    bookings, _, outcomes = played
    elsewhere = bookings.scene.create_topic("no-dead-letters", 1)

    code, found = verify(bookings, elsewhere)

    assert (code, found["bad_records"]) == (1, outcomes["dead_lettered"])


@pytest.mark.parametrize("spoil, expected", SPOILED.values(), ids=SPOILED.keys())
def test_a_wrong_row_is_found(played, spoil, expected):
    bookings, dead_letters, _ = played
    bookings.scene.sql("DROP TABLE IF EXISTS spoiled; CREATE TABLE spoiled AS"
                       " TABLE passenger_manifest")
    bookings.scene.sql(spoil)

    code, found = verify(bookings, dead_letters, "spoiled")

    assert {name: found[name] for name in COUNTED if found[name]} == expected
    assert code == (1 if expected else 0)
