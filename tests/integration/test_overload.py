"""Who waits when the sink cannot keep up, on real servers: a class that is held, one that sheds."""

import time

import pytest
from harness.waiting import wait_until

from bookings import MANIFEST, RECORDS, SMALL_FLOW, Bookings, event, log_of, outcome

# More than a minute's work for the slow table: the budget is in danger until it is fast again.
BACKLOG = 20_000
SLOW = 200
BUDGET = "10s"
AGES_AGO_MS = 3600 * 1000  # Kafka keeps it for days; the topic that sheds does not want it.


class Evening:
    """Critical bookings whose table is slow, and an optional topic with a table of its own."""

    def __init__(self, scene, **overload):
        self.bookings = Bookings(scene)
        self.exports = Bookings.beside(scene, RECORDS, "exports")
        self.daemon = self.bookings.daemon(
            flow=SMALL_FLOW, projections={"manifest": MANIFEST, "read_log": RECORDS},
            topics=[{"name": self.bookings.topic, "projection": "manifest", "class": "critical",
                     "freshness_budget": BUDGET},
                    {"name": self.exports.topic, "projection": "read_log", "class": "optional",
                     **overload}])
        self.daemon.start()

    def export(self, count, age_ms=0):
        at = int(time.time() * 1000) - age_ms
        self.exports.client.produce(self.exports.topic, [
            (*event(f"HP-{number}", number), None, at) for number in range(count)])

    def endanger(self):
        """Until the daemon protects bookings; so it stays until relieve()."""
        self.bookings.throttle(SLOW)
        self.bookings.produce(BACKLOG)
        self.wait_state("protecting")

    def relieve(self):
        self.bookings.lift_throttle()
        self.wait_state("steady")
        for topic in (self.bookings, self.exports):
            topic.wait_committed()
        self.bookings.require_table_equals_fold()

    def wait_state(self, state):
        wait_until(lambda: self.daemon.status()["state"] == state, f"it is {state}", 60)

    def topic(self, name):
        return next(topic for topic in self.daemon.status()["topics"] if topic["name"] == name)

    def held_seconds(self):
        return self.daemon.metrics().value("projector_intake_throttled_seconds_total",
                                           topic=self.exports.topic, reason="held")


@pytest.fixture
def make_evening(pipeline):
    return lambda **overload: Evening(pipeline, **overload)


def test_a_lower_class_waits_in_kafka_and_is_read_again(make_evening):
    evening = make_evening()
    evening.export(100)
    evening.exports.wait_committed()
    evening.endanger()

    evening.export(300)
    words = f"not read while {evening.bookings.topic} is protected"
    held = wait_until(lambda: words in (seen := evening.topic(evening.exports.topic))["reason"]
                      and seen["lag"] == 300 and seen, "what came is known, and why it waits")
    assert (held["reading"], evening.exports.rows()) == (False, 100)
    wait_until(lambda: evening.held_seconds() > 0, "its waiting is counted")
    assert evening.topic(evening.bookings.topic)["reason"]
    assert evening.daemon.status()["state"] == "protecting"
    assert evening.exports.rows() == 100

    evening.relieve()
    evening.exports.require_every_record_has_its_row()
    assert evening.topic(evening.exports.topic)["reading"]
    told = [(decision["from"], decision["to"]) for decision in evening.daemon.status()["decisions"]]
    assert ("absorbing", "protecting") in told and told[-1][1] == "steady"
    assert any("optional topics are held" in line
               for line in log_of(evening.daemon, "state.protection"))


def test_what_is_too_old_is_counted_and_not_applied_where_that_was_asked_for(make_evening):
    evening = make_evening(overload="shed", shed_older_than="10m")
    evening.export(20, AGES_AGO_MS)
    evening.exports.wait_committed()
    assert outcome(evening.daemon, "shed") == 0  # Nothing is in danger: old is as good as new.
    evening.endanger()

    evening.export(100, AGES_AGO_MS)
    evening.export(50)
    evening.exports.wait_committed()
    assert evening.exports.rows() == 70
    assert [evening.daemon.metrics().value("projector_records_total", topic=evening.exports.topic,
                                           outcome=name) for name in ("applied", "shed")] == [70, 100]
    assert evening.held_seconds() == 0
    assert evening.daemon.status()["state"] == "protecting"

    evening.relieve()
    assert outcome(evening.daemon, "shed") == 100
