"""The flow follows the sink, and what is not being read is known all the same."""

import time

from harness.waiting import wait_until

from bookings import Bookings, event

HOUR = 3600


def adaptive_limit(daemon):
    return daemon.metrics().value("projector_limit", limit="adaptive")


def stage_seconds(daemon, stage):
    metrics = daemon.metrics()
    return {state: metrics.value("projector_stage_seconds_total", stage=stage, state=state)
            for state in ("busy", "blocked", "idle")}


def test_the_limit_follows_a_slow_sink_and_comes_back(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(flow={"in_flight_records": 1000})
    daemon.start()
    assert adaptive_limit(daemon) == 1000

    bookings.throttle(400)
    bookings.produce(60_000)  # More than the table takes while the limit is looked at.
    wait_until(lambda: adaptive_limit(daemon) < 1000, "the limit is lowered", 150)

    assert daemon.metrics().value("projector_bottleneck", stage="sink") == 1
    assert daemon.metrics().value("projector_scale_out_useful") == 0
    assert daemon.metrics().value("projector_limit", limit="records") == 1000
    assert daemon.status()["credits"]["limit"] < 1000
    wait_until(lambda: stage_seconds(daemon, "write")["busy"] > 5, "writers are busy", 60)
    wait_until(lambda: stage_seconds(daemon, "decode")["blocked"] > 5, "decoding waits", 60)

    bookings.lift_throttle()
    wait_until(lambda: adaptive_limit(daemon) == 1000, "the limit is back", 120)
    bookings.wait_committed(120)


def test_the_age_of_an_old_backlog_is_known_though_it_is_not_read(pipeline):
    bookings = Bookings(pipeline, partitions=1)
    bookings.client.configure_topic(bookings.topic, {"retention.ms": str(6 * HOUR * 1000)})
    began = time.time()
    old = int((began - 3 * HOUR) * 1000)
    # No dead-letter topic: the partition stands at its first record, and nothing of it is in hand.
    bookings.client.produce(bookings.topic, [(b"HP-1", b"not JSON", [], old),
                                             (*event("HP-2", 1), [], old)])
    daemon = bookings.daemon()
    daemon.start()

    def age():
        return daemon.metrics().value("projector_oldest_unprocessed_event_age_seconds")

    def headroom():
        return daemon.metrics().value("projector_retention_headroom_seconds")

    wait_until(lambda: age() >= 3 * HOUR - 1, "the age is the record's", 30)
    assert age() <= 3 * HOUR + (time.time() - began) + 1
    wait_until(lambda: headroom() < 4 * HOUR, "the topic's retention is known", 30)
    assert 3 * HOUR - 60 <= headroom() <= 3 * HOUR + 1
