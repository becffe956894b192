"""Stops, crashes and starts: what is read again, and how soon work goes on."""

import random
import signal
import time

from harness.waiting import wait_until

from bookings import RECORDS, SMALL_FLOW, Bookings, hold_tables, log_of, outcome

RATE = 2000
SEED = 20260714
# One commit interval, and what a busy broker may take to store the commit. That no more is read again
# than twice what may be in flight, where commits are stored at once, shows the simulation.
COMMIT_SECONDS = 5.0


def under_load(bookings, daemon, events, rate=RATE):
    """Starts both; returns the load when rows have begun to arrive."""
    daemon.start()
    load = bookings.start_load(events, rate=rate)
    wait_until(lambda: outcome(daemon, "applied") > 500, "rows arrive")
    return load


def test_sigterm_under_load_drains_and_commits(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    daemon = bookings.daemon(shutdown={"drain": "10s"})
    load = under_load(bookings, daemon, 8000)

    asked_at = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - asked_at < 10
    load.wait(30)

    committed = bookings.client.committed(bookings.group, bookings.topic)
    assert sum(committed.values()) == bookings.rows() > 500
    assert bookings.count_rows_missing_below_commit() == 0


def test_sigint_ends_it_as_sigterm_does(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(commit={"interval": "1h"})
    daemon.start()
    bookings.produce(300)
    wait_until(lambda: outcome(daemon, "applied") == 300, "all are applied")

    daemon.send_signal(signal.SIGINT)

    assert daemon.wait() == 0
    bookings.wait_committed()  # By the stop, long before the interval.


def test_a_second_start_reads_nothing_again_that_was_applied(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    daemon = bookings.daemon(instance_id="one")
    load = under_load(bookings, daemon, 8000)
    assert daemon.stop() == 0
    rows_before = bookings.rows()
    load.wait(30)

    daemon.start()
    bookings.wait_committed()

    assert outcome(daemon, "stale") == 0
    assert outcome(daemon, "applied") == 8000 - rows_before
    bookings.require_every_record_has_its_row()


def test_a_drain_that_cannot_end_is_cut_off_with_a_warning(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(shutdown={"drain": "2s"}, postgres={"lock_timeout": "500ms"})
    daemon.start()
    holder = hold_tables(pipeline)
    bookings.produce(1000)
    wait_until(lambda: daemon.metrics().value("projector_in_flight_records") > 0, "records wait")

    asked_at = time.monotonic()
    assert daemon.stop() == 0
    took = time.monotonic() - asked_at
    holder.close()

    assert 2 <= took < 12  # The deadline; the rest is for the last commit and the end itself.
    assert any("drain deadline" in line for line in log_of(daemon, "process.stopping"))
    daemon.start()
    bookings.wait_committed()
    bookings.require_table_equals_fold()


def test_a_second_sigterm_ends_it_at_once(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(instance_id="one", shutdown={"drain": "20s"})
    daemon.start()
    holder = hold_tables(pipeline)
    bookings.produce(1000)
    wait_until(lambda: daemon.metrics().value("projector_in_flight_records") > 0, "records wait")

    daemon.send_signal(signal.SIGTERM)
    wait_until(lambda: daemon.get("/readyz")[0] == 503, "it stops")
    asked_at = time.monotonic()
    daemon.send_signal(signal.SIGTERM)

    assert daemon.wait(10) == 0
    assert time.monotonic() - asked_at < 5  # Of the 20 s that the first one would take.
    holder.close()
    daemon.start()
    bookings.wait_committed()
    bookings.require_table_equals_fold()


def kill_after(daemon, bookings, more):
    """SIGKILL when `more` rows have come; returns the rows, and those since the last commit."""
    committed = bookings.client.committed(bookings.group, bookings.topic)
    seen = [(0.0, sum(committed.values()))]
    target = bookings.rows() + more

    def has_come():
        seen.append((time.monotonic(), bookings.rows()))
        return seen[-1][1] >= target

    wait_until(has_come, "more rows")
    daemon.kill()
    killed_at = time.monotonic()
    bookings.wait_no_writer()
    rows = bookings.rows()
    before = [count for at, count in seen if at < killed_at - COMMIT_SECONDS]
    return rows, rows - before[-1]


def is_caught_up(bookings, daemon):
    metrics = daemon.metrics()
    commits = metrics.value("projector_offset_commit_duration_seconds_count", result="ok")
    if commits >= 3 and metrics.value("projector_consumer_lag_records") < RATE:
        return True
    return bookings.client.uncommitted(bookings.group, bookings.topic) == 0


def test_sigkill_at_random_moments_loses_nothing_and_reads_little_again(pipeline):
    moments = random.Random(SEED)
    bookings = Bookings(pipeline, projection=RECORDS)
    daemon = bookings.daemon(instance_id="one", flow=SMALL_FLOW)
    load = under_load(bookings, daemon, 240_000)
    for _ in range(4):
        rows, interval_work = kill_after(daemon, bookings, moments.randrange(200, 3000))
        assert bookings.count_rows_missing_below_commit() == 0
        daemon.start()
        wait_until(lambda rows=rows: bookings.rows() > rows, "it goes on")
        # One commit at the assignment, one after it has caught up: from there on the work of an
        # interval is new rows only, and can be counted. A load that has ended brings no third one.
        wait_until(lambda: is_caught_up(bookings, daemon), "it has caught up and committed")
        read_again = outcome(daemon, "stale")
        promise = 2 * SMALL_FLOW["in_flight_records"] + interval_work
        assert read_again <= promise, f"seed {SEED}: {read_again} read again, promised {promise}"
    load.terminate()  # It lasts as long as there are kills, however long they take.
    load.wait(60)

    bookings.wait_committed()
    bookings.require_every_record_has_its_row()


def test_the_table_equals_the_fold_after_a_sigkill(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(instance_id="one", flow=SMALL_FLOW)
    daemon.start()
    load = bookings.start_load(10_000, rate=RATE, duplicates=0.05, disorder=0.05)
    wait_until(lambda: outcome(daemon, "applied") > 2000, "rows arrive")

    daemon.kill()
    daemon.start()
    load.wait(30)
    bookings.wait_committed()

    bookings.require_table_equals_fold()


def seconds_without_rows(bookings, daemon):
    """From the start after a kill to the first row."""
    daemon.kill()
    bookings.wait_no_writer()
    before = bookings.rows()

    started_at = time.monotonic()
    daemon.start(wait=False)
    wait_until(lambda: bookings.rows() > before, "the first row")
    return time.monotonic() - started_at


def test_a_killed_static_member_writes_again_within_two_seconds(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    daemon = bookings.daemon(instance_id="one")
    load = under_load(bookings, daemon, 60_000, rate=500)

    # One of three: a machine that is busy otherwise must not decide.
    assert any(seconds_without_rows(bookings, daemon) < 2 for _ in range(3))
    load.terminate()
    load.wait(30)
