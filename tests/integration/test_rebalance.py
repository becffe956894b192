"""Members of a group come and go under load."""

import signal
import time

import pytest
from harness.waiting import wait_until

from bookings import RECORDS, SMALL_FLOW, Bookings, hold_tables, outcome, wait_logged

# Quick to notice a member that is gone; the broker allows no less.
QUICK = {"session.timeout.ms": "6000", "heartbeat.interval.ms": "500"}
COOPERATIVE = {**QUICK, "partition.assignment.strategy": "cooperative-sticky"}
RATE = 1500


def owned(daemon):
    return {partition["partition"] for partition in daemon.status()["partitions"]}


def share_partitions(*daemons, partitions=4):
    """Until each has some and together they have all."""
    def is_shared():
        parts = [owned(daemon) for daemon in daemons]
        return all(parts) and sorted(sum(map(list, parts), [])) == list(range(partitions))

    wait_until(is_shared, "the partitions are shared")


@pytest.mark.parametrize("names, properties", [
    pytest.param(("", ""), QUICK, id="range-dynamic"),
    pytest.param(("one", "two"), QUICK, id="range-static"),
    pytest.param(("", ""), COOPERATIVE, id="cooperative-sticky-dynamic"),
    pytest.param(("one", "two"), COOPERATIVE, id="cooperative-sticky-static"),
])
def test_members_that_come_and_go_lose_nothing(pipeline, names, properties):
    bookings = Bookings(pipeline)
    kafka = {"properties": properties, "revoke_drain": "3s"}
    stays, visits = (bookings.daemon(instance_id=name, kafka={"instance_id": name, **kafka},
                                     flow=SMALL_FLOW) for name in names)
    stays.start()
    load = bookings.start_load(100_000, rate=RATE, duplicates=0.02, disorder=0.02)
    wait_until(lambda: outcome(stays, "applied") > 500, "rows arrive")
    for end in (visits.stop, visits.kill):
        visits.start()
        share_partitions(stays, visits)
        before = outcome(visits, "applied")
        wait_until(lambda: outcome(visits, "applied") > before, "the visitor works")
        end()
    load.terminate()  # It lasts as long as members come and go, however long that is.
    load.wait(60)

    bookings.wait_committed()
    assert stays.is_running()
    bookings.require_table_equals_fold()


def test_metrics_of_a_revoked_partition_go(pipeline):
    bookings = Bookings(pipeline)
    first, second = bookings.daemon(), bookings.daemon()
    first.start()
    share_partitions(first)
    second.start()
    share_partitions(first, second)

    series = [{int(labels["partition"]) for name, labels, _ in daemon.metrics().series
               if name == "projector_consumer_lag_records"} for daemon in (first, second)]
    assert (len(series[0]), len(series[1]), series[0] | series[1]) == (2, 2, {0, 1, 2, 3})


def test_rebalances_are_counted(pipeline):
    bookings = Bookings(pipeline)
    first, second = bookings.daemon(), bookings.daemon()
    first.start()
    share_partitions(first)
    before = first.metrics().value("projector_rebalances_total")
    second.start()
    share_partitions(first, second)

    assert before >= 1
    assert first.metrics().value("projector_rebalances_total") > before
    assert second.metrics().value("projector_rebalances_total") >= 1


def test_the_next_owner_reads_no_applied_record_again(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    first, second = (bookings.daemon(commit={"interval": "1h"}) for _ in range(2))
    first.start()
    load = bookings.start_load(8000, rate=RATE)
    wait_until(lambda: outcome(first, "applied") > 2000, "rows arrive")
    second.start()
    share_partitions(first, second)
    load.wait(30)
    wait_until(lambda: bookings.rows() == 8000, "every record has its row")

    # With so long an interval, only the revoke can have committed.
    assert (outcome(first, "stale"), outcome(second, "stale")) == (0, 0)
    assert first.stop() == 0 and second.stop() == 0
    assert sum(bookings.client.committed(bookings.group, bookings.topic).values()) == 8000


def test_a_revoke_is_answered_by_its_deadline_while_the_sink_hangs(pipeline):
    bookings = Bookings(pipeline)
    kafka = {"revoke_drain": "2s", "properties": QUICK}
    first, second = (bookings.daemon(kafka=kafka) for _ in range(2))
    first.start()
    holder = hold_tables(pipeline)
    bookings.produce(4000)
    wait_until(lambda: first.metrics().value("projector_in_flight_records") > 0, "records wait")

    joined_at = time.monotonic()
    second.start()
    share_partitions(first, second)
    took = time.monotonic() - joined_at
    holder.close()

    assert took < 2 + 8  # The deadline, a heartbeat to learn of it, and the joins.
    wait_logged(first, "group.revoked", "deadline")
    bookings.wait_committed()
    assert outcome(first, "released") > 0
    bookings.require_table_equals_fold()


def test_the_first_of_two_with_one_instance_id_is_fenced(pipeline):
    bookings = Bookings(pipeline)
    first, second = (bookings.daemon(instance_id="same") for _ in range(2))
    first.start()
    bookings.produce(500)
    second.start(wait=False)

    assert first.wait() == 80
    wait_logged(first, "kafka.fatal", "instance_id")
    second.wait_ready()
    bookings.wait_committed()
    bookings.require_table_equals_fold()


def test_a_member_stopped_beyond_its_session_comes_back_and_harms_nothing(pipeline):
    bookings = Bookings(pipeline)
    kafka = {"properties": QUICK}
    first, second = (bookings.daemon(kafka=kafka, flow=SMALL_FLOW) for _ in range(2))
    first.start()
    second.start()
    share_partitions(first, second)
    load = bookings.start_load(10_000, rate=RATE, duplicates=0.02, disorder=0.02)
    wait_until(lambda: outcome(first, "applied") > 500, "rows arrive")

    first.send_signal(signal.SIGSTOP)
    share_partitions(second)
    first.send_signal(signal.SIGCONT)
    share_partitions(first, second)
    load.wait(60)

    bookings.wait_committed()
    wait_logged(first, "group.lost")
    bookings.require_table_equals_fold()
