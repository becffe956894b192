"""What the daemon shows is what is: metrics, probes and status."""

import signal
import time

import pytest
from harness.waiting import wait_until

from bookings import Bookings, hold_tables, log_lines, outcome, wait_logged

OUTCOMES = ("applied", "stale", "unmatched", "ignored", "shed", "dead_lettered", "released")
PER_TOPIC = ("projector_oldest_unprocessed_event_age_seconds", "projector_freshness_budget_seconds",
             "projector_record_freshness_seconds_count", "projector_timestamp_skew_total",
             "projector_offsets_lost_total", "projector_retention_headroom_seconds")
PLAIN = ("projector_in_flight_records", "projector_in_flight_bytes", "projector_rebalances_total",
         "projector_redelivered_records_total", "projector_scale_out_useful",
         "projector_build_info", "projector_config_info")
BY_RESULT = ("projector_db_commit_duration_seconds_count",
             "projector_offset_commit_duration_seconds_count")
STATES = ("steady", "absorbing", "protecting", "amplifying", "stalled")


def hold_records(pipeline, count=300, **sections):
    """A daemon with records in flight to a table that somebody holds."""
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(**sections)
    daemon.start()
    holder = hold_tables(pipeline)
    bookings.produce(count)
    wait_until(lambda: daemon.metrics().value("projector_in_flight_records") == count, "they wait")
    return bookings, daemon, holder


def test_every_metric_is_there_from_the_start(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon()
    daemon.start()

    metrics = daemon.metrics()
    for name in OUTCOMES:
        assert metrics.value("projector_records_total", topic=bookings.topic, outcome=name) == 0
    for name in PER_TOPIC:
        assert metrics.value(name, topic=bookings.topic) >= 0
    for name in PLAIN:
        assert metrics.value(name) >= 0
    for name in BY_RESULT:
        assert metrics.value(name, result="ok") >= 0 == metrics.value(name, result="error")
    for limit in ("records", "bytes", "adaptive", "memory"):
        assert metrics.value("projector_limit", limit=limit) > 0
        assert metrics.value("projector_limit_in_use", limit=limit) >= 0
    for stage in ("intake", "decode", "write", "commit"):
        for state in ("busy", "blocked", "idle"):
            assert metrics.value("projector_stage_seconds_total", stage=stage, state=state) >= 0
    for number in range(4):
        assert metrics.value("projector_consumer_lag_records", topic=bookings.topic,
                             partition=str(number)) == 0
    for writer in range(2):
        assert metrics.value("projector_queue_depth_records", writer=str(writer)) == 0
    for name in ("projector_retries_total", "projector_db_errors_total"):
        assert metrics.value(name, **{"class": "connection"}) == 0
    assert [metrics.value("projector_state", state=state) for state in STATES] == [1, 0, 0, 0, 0]


def test_the_budget_is_a_bucket_of_freshness(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(topics=[{"name": bookings.topic, "projection": "played",
                                      "freshness_budget": "77s"}])
    daemon.start()

    metrics = daemon.metrics()
    assert metrics.value("projector_freshness_budget_seconds") == 77
    assert metrics.value("projector_record_freshness_seconds_bucket", le="77") == 0


def test_lag_is_what_kafka_says(pipeline):
    bookings, daemon, holder = hold_records(pipeline, flow={"in_flight_records": 600})
    bookings.produce(900)
    uncommitted = bookings.client.uncommitted(bookings.group, bookings.topic)

    wait_until(lambda: daemon.metrics().value("projector_consumer_lag_records") == uncommitted,
               "lag is what Kafka says")

    assert uncommitted == 1200
    by_partition = {p["partition"]: (p["committed"], p["end"])
                    for p in daemon.status()["partitions"]}
    committed = bookings.client.committed(bookings.group, bookings.topic)
    assert by_partition == {number: (committed[number], end) for number, (_, end)
                            in bookings.client.offsets(bookings.topic).items()}
    holder.close()


def test_age_is_that_of_the_oldest_record(pipeline):
    bookings, daemon, holder = hold_records(pipeline)
    oldest = min(r.timestamp_ms for r in bookings.client.read_all(bookings.topic)) / 1000

    def shown():
        return daemon.metrics().value("projector_oldest_unprocessed_event_age_seconds")

    wait_until(lambda: shown() > 3, "it ages")
    # What is shown is up to 250 ms old, and more where this machine is busy; it is never ahead.
    wait_until(lambda: time.time() - oldest - shown() < 0.5, "it is the age of the oldest record")
    assert shown() <= time.time() - oldest
    holder.close()
    wait_until(lambda: shown() == 0, "caught up")


def test_in_flight_and_its_limits_are_shown(pipeline):
    bookings, daemon, holder = hold_records(pipeline, flow={"in_flight_records": 700})

    metrics = daemon.metrics()
    status = daemon.status()
    assert status["credits"] == {"in_use": 300, "limit": 700}
    assert metrics.value("projector_limit", limit="records") == 700
    assert metrics.value("projector_limit_in_use", limit="records") == 300
    assert metrics.value("projector_queue_depth_records") == 300
    assert 0 < metrics.value("projector_in_flight_bytes") <= metrics.value(
        "projector_limit", limit="bytes")
    assert abs(metrics.value("projector_limit_in_use", limit="memory") - daemon.memory()[0]) < 2**24
    holder.close()
    wait_until(lambda: daemon.metrics().value("projector_in_flight_bytes") == 0, "all is free")


def test_commits_are_timed(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon()
    daemon.start()
    bookings.produce(1000)
    bookings.wait_committed()

    wait_until(lambda: all(daemon.metrics().value(name, result="ok") > 0 for name in BY_RESULT),
               "both kinds of commit are timed")
    assert outcome(daemon, "applied") == 1000
    assert daemon.metrics().value("projector_record_freshness_seconds_count") == 1000


def test_the_status_has_the_members_of_the_contract(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon()
    daemon.start()
    bookings.produce(100)
    bookings.wait_committed()

    status = daemon.status()
    assert set(status) >= {"state", "bottleneck", "credits", "topics", "partitions", "decisions"}
    assert set(status["topics"][0]) >= {"name", "class", "state", "lag", "oldest_age_s", "budget_s",
                                        "in_rate", "out_rate", "drain_s", "reading", "reason"}
    assert set(status["partitions"][0]) >= {"topic", "partition", "committed", "applied", "end",
                                            "waiting_for"}
    wait_until(lambda: [p["applied"] == p["committed"] == p["end"]
                        for p in daemon.status()["partitions"]] == [True] * 4, "all is told")
    assert daemon.status()["topics"][0] | {"in_rate": 0, "out_rate": 0, "reason": ""} == {
        "name": bookings.topic, "class": "normal", "state": "steady", "lag": 0, "oldest_age_s": 0,
        "budget_s": 120, "in_rate": 0, "out_rate": 0, "drain_s": 0, "reading": True, "reason": ""}


def test_a_decision_is_kept_with_its_reason(pipeline):
    bookings, daemon, holder = hold_records(pipeline)
    wait_until(lambda: daemon.status()["state"] == "absorbing", "it is behind")
    holder.close()
    wait_until(lambda: daemon.status()["state"] == "steady", "it caught up")

    decisions = daemon.status()["decisions"]
    assert [(d["from"], d["to"]) for d in decisions] == [("steady", "absorbing"),
                                                         ("absorbing", "steady")]
    assert all(decision["reason"] and decision["at"] for decision in decisions)
    # One line of the log for each.
    wait_logged(daemon, "state.topic", "absorbing -> steady")
    assert [line["event"] for line in log_lines(daemon) if line["event"].startswith("state.")] == [
        "state.topic"] * 2


def test_it_is_alive_but_not_ready_while_it_drains(pipeline):
    _, daemon, holder = hold_records(pipeline, shutdown={"drain": "15s"})

    daemon.send_signal(signal.SIGTERM)

    wait_until(lambda: daemon.get("/readyz")[0] == 503, "it is not ready")
    assert (daemon.get("/livez")[0], daemon.is_running()) == (200, True)
    holder.close()
    assert daemon.wait() == 0


def test_an_outage_changes_neither_probe(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon()
    daemon.start()
    pipeline.postgres.stop()
    bookings.produce(100)
    wait_until(lambda: daemon.status()["state"] == "stalled", "the outage shows")

    probes = (daemon.get("/readyz")[0], daemon.get("/livez")[0])

    pipeline.postgres.start()
    bookings.wait_committed()
    assert probes == (200, 200)


def test_a_member_without_partitions_is_ready(pipeline):
    bookings = Bookings(pipeline, partitions=1)
    first, second = bookings.daemon(), bookings.daemon()
    first.start()

    second.start()

    wait_until(lambda: sorted(len(daemon.status()["partitions"]) for daemon in (first, second))
               == [0, 1], "one has none")
    assert [daemon.get("/readyz")[0] for daemon in (first, second)] == [200, 200]


@pytest.mark.parametrize("path, status", [("/nowhere", 404), ("/metrics?x=1", 200)])
def test_paths_are_answered_by_their_name(pipeline, path, status):
    daemon = Bookings(pipeline).daemon()
    daemon.start()

    assert daemon.get(path)[0] == status
