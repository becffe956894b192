"""Servers go and come back under load: nothing exits, nothing is lost, work resumes by itself."""

import time

import pytest
from harness.waiting import wait_until

from bookings import MANIFEST, RECORDS, SMALL_FLOW, Bookings, hold_tables, log_of, outcome, wait_logged

RATE = 1500
MIB = 1 << 20


def under_load(bookings, daemon, events, **options):
    """Starts both; returns the load when rows have begun to arrive."""
    daemon.start()
    load = bookings.start_load(events, rate=RATE, **options)
    wait_until(lambda: outcome(daemon, "applied") > 500, "rows arrive")
    return load


def test_work_resumes_after_an_immediate_stop_of_postgres(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(instance_id="one")
    load = under_load(bookings, daemon, 9000, duplicates=0.02, disorder=0.02)
    rebalances = daemon.metrics().value("projector_rebalances_total")

    pipeline.postgres.stop_immediately()
    wait_until(lambda: daemon.status()["state"] == "stalled", "the outage shows")
    wait_until(lambda: daemon.metrics().value("projector_consumer_lag_records") > 2000, "lag grows")
    pipeline.postgres.start()
    healed_at = time.monotonic()
    before = outcome(daemon, "applied")
    wait_until(lambda: outcome(daemon, "applied") > before, "work resumes")
    resumed_after = time.monotonic() - healed_at

    load.wait(60)
    bookings.wait_committed()
    assert resumed_after < 5
    assert daemon.metrics().value("projector_rebalances_total") == rebalances
    assert len(log_of(daemon, "sink.down")) == len(log_of(daemon, "sink.up")) == 1
    bookings.require_table_equals_fold()


def test_nothing_is_read_beyond_the_credits_while_postgres_is_away(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(flow=SMALL_FLOW)
    daemon.start()
    pipeline.postgres.stop()
    bookings.produce(5000)
    limit = SMALL_FLOW["in_flight_records"]

    wait_until(lambda: daemon.metrics().value("projector_in_flight_records") == limit, "credits end")
    # The probes meet a closed door meanwhile.
    wait_until(lambda: daemon.metrics().value("projector_retries_total", **{"class": "connection"})
               >= 5, "it is tried again")
    wait_until(lambda: daemon.metrics().value("projector_consumer_lag_records") == 5000, "all lag")
    assert daemon.metrics().value("projector_in_flight_records") == limit

    pipeline.postgres.start()
    bookings.wait_committed()
    bookings.require_table_equals_fold()


def test_a_locked_table_is_tried_again_until_it_is_free(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(postgres={"lock_timeout": "200ms"})
    load = under_load(bookings, daemon, 8000, duplicates=0.02, disorder=0.02)

    holder = hold_tables(pipeline)
    wait_until(lambda: daemon.metrics().value("projector_retries_total", **{"class": "55"}) >= 3,
               "the lock is waited for several times")
    holder.close()

    load.wait(60)
    bookings.wait_committed()
    assert not log_of(daemon, "partition.stopped")
    bookings.require_table_equals_fold()


def test_backends_terminated_again_and_again_leave_one_effect(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(instance_id="one")
    load = under_load(bookings, daemon, 120_000, duplicates=0.02, disorder=0.02)

    for _ in range(10):
        before = outcome(daemon, "applied")
        pipeline.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                     " current_database() AND application_name LIKE 'manifest-projector%%'")
        wait_until(lambda: outcome(daemon, "applied") > before, "it goes on")

    load.terminate()  # It lasts as long as backends are terminated.
    load.wait(60)
    bookings.wait_committed()
    assert outcome(daemon, "applied") + outcome(daemon, "stale") == bookings.client.record_count(
        bookings.topic)
    bookings.require_table_equals_fold()


def test_a_dropped_column_stops_the_topic_until_it_is_back(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    daemon = bookings.daemon()
    load = under_load(bookings, daemon, 8000)

    pipeline.sql("ALTER TABLE read_log DROP COLUMN record_key")
    wait_until(lambda: daemon.status()["state"] == "stalled", "the topic stops")
    assert "record_key" in daemon.status()["topics"][0]["reason"]
    wait_logged(daemon, "partition.stopped", "record_key")
    load.wait(60)
    pipeline.sql("ALTER TABLE read_log ADD record_key text")

    bookings.wait_committed()
    bookings.require_every_record_has_its_row()
    wait_until(lambda: daemon.status()["state"] == "steady", "it is told")


def test_a_dropped_column_stops_only_its_own_topic(pipeline):
    whole, broken = Bookings(pipeline), Bookings.beside(pipeline, RECORDS)
    daemon = whole.daemon(
        topics=[{"name": whole.topic, "projection": "manifest"},
                {"name": broken.topic, "projection": "records"}],
        projections={"manifest": MANIFEST, "records": RECORDS})
    daemon.start()
    pipeline.sql("ALTER TABLE read_log DROP COLUMN record_key")
    broken.produce(500)
    wait_until(lambda: daemon.status()["state"] == "stalled", "the topic stops")

    whole.produce(3000)
    whole.wait_committed()

    states = {topic["name"]: topic["state"] for topic in daemon.status()["topics"]}
    assert states == {whole.topic: "steady", broken.topic: "stalled"}
    whole.require_table_equals_fold()
    pipeline.sql("ALTER TABLE read_log ADD record_key text")
    broken.wait_committed()
    assert broken.rows() == 500


def test_a_locked_table_takes_neither_writers_nor_room_from_another_topic(pipeline):
    whole, locked = Bookings(pipeline), Bookings.beside(pipeline, RECORDS)
    daemon = whole.daemon(
        flow=SMALL_FLOW, postgres={"lock_timeout": "500ms"},
        topics=[{"name": whole.topic, "projection": "manifest"},
                {"name": locked.topic, "projection": "records"}],
        projections={"manifest": MANIFEST, "records": RECORDS})
    daemon.start()
    holder = hold_tables(pipeline, "read_log")
    locked.produce(3000)
    wait_until(lambda: daemon.metrics().value("projector_retries_total", **{"class": "55"}) >= 1,
               "the lock is waited for")

    whole.produce(3000)
    whole.wait_committed(30)
    stopped = log_of(daemon, "partition.stopped")
    holder.close()

    assert locked.topic in stopped[0] and "locked" in stopped[0]
    locked.wait_committed(30)
    assert locked.rows() == 3000
    whole.require_table_equals_fold()


def test_a_killed_broker_is_waited_for(pipeline):
    bookings = Bookings(pipeline)
    # However long this machine takes to start a broker: see GUARANTEES, "Not promised".
    daemon = bookings.daemon(instance_id="one",
                             kafka={"properties": {"session.timeout.ms": "300000"}})
    load = under_load(bookings, daemon, 9000, duplicates=0.02, disorder=0.02)

    pipeline.kafka.kill()
    wait_until(lambda: log_of(daemon, "kafka.warning"), "the log tells of it")
    pipeline.kafka.start()

    load.wait(90)
    bookings.wait_committed(90)
    assert daemon.is_running()
    bookings.require_table_equals_fold()


def test_a_slow_table_leaves_the_excess_in_kafka(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(instance_id="one")
    load = under_load(bookings, daemon, 12_000)
    bookings.throttle(600)
    over, resident, bytes_limit = [], [], daemon.metrics().value("projector_limit", limit="bytes")

    def sample_until_behind():
        metrics = daemon.metrics()
        over.append(metrics.value("projector_in_flight_records") > 2000
                    or metrics.value("projector_in_flight_bytes") > bytes_limit)
        resident.append(daemon.memory()[0])
        return metrics.value("projector_consumer_lag_records") > 4000

    wait_until(sample_until_behind, "the lag grows")
    bookings.lift_throttle()
    load.wait(60)
    bookings.wait_committed()

    assert not any(over)
    assert max(resident) < 96 * MIB, f"{max(resident) / MIB:.0f} MiB"
    bookings.require_table_equals_fold()


def test_the_log_stays_quiet_during_an_outage(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon()
    load = under_load(bookings, daemon, 6000)
    lines_before = len(daemon.log().splitlines())
    began_at = time.monotonic()

    pipeline.postgres.stop_immediately()
    wait_until(lambda: daemon.metrics().value("projector_retries_total", **{"class": "connection"})
               >= 6, "it is tried again")
    pipeline.postgres.start()
    load.wait(60)
    bookings.wait_committed()

    lines = len(daemon.log().splitlines()) - lines_before
    assert lines <= 10 * (time.monotonic() - began_at)


@pytest.mark.parametrize("server", ["kafka", "postgres"])
def test_sigterm_ends_it_in_time_while_a_server_is_away(pipeline, server):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(instance_id="one", shutdown={"drain": "3s"})
    load = under_load(bookings, daemon, 4000)
    away = getattr(pipeline, server)
    away.stop(0) if server == "kafka" else away.stop_immediately()

    asked_at = time.monotonic()
    code = daemon.stop()
    took = time.monotonic() - asked_at
    away.start()

    assert code == 0
    assert took < 3 + 5 + 5 + 2  # The drain, the last commit, closing, the end itself.
    load.wait(90)
    daemon.start()
    bookings.wait_committed()
    bookings.require_table_equals_fold()
