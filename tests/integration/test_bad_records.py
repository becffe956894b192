"""A record that cannot be applied stops its partition, says so, and costs nobody else anything."""

import time

import pytest
from harness.waiting import wait_until

from bookings import Bookings, event, log_of, outcome, partition_of, wait_logged

CHECK = "ALTER TABLE passenger_manifest ADD CONSTRAINT deck CHECK (cabin IS DISTINCT FROM 'SEA')"
MEND = "ALTER TABLE passenger_manifest DROP CONSTRAINT deck"

BAD = {
    "not JSON": (b"HP-BAD", b"{not json"),
    "empty": (b"HP-BAD", b""),
    "wrong type": (b"HP-BAD", b'{"booking_id":"HP-BAD","passenger_no":"two","version":1}'),
    "number out of range": (b"HP-BAD", b'{"booking_id":"HP-BAD","passenger_no":1e30,"version":1}'),
    "no key": (b"HP-BAD", b'{"passenger_no":1,"version":1}'),
    "no version": (b"HP-BAD", b'{"booking_id":"HP-BAD","passenger_no":1}'),
    "invalid UTF-8": (b"HP-BAD", b'{"booking_id":"HP-BAD\xff","passenger_no":1,"version":1}'),
    "NUL in text": (b"HP-BAD", b'{"booking_id":"HP-\\u0000","passenger_no":1,"version":1}'),
    "refused by a constraint": event("HP-BAD", 1, cabin="SEA"),
}


def play(pipeline, bad):
    """A bad record among good ones; returns bookings, daemon and the bad record's place."""
    bookings = Bookings(pipeline)
    pipeline.sql(CHECK)
    before = [event(f"HP-A{number}", 1) for number in range(200)]
    after = [event(f"HP-B{number}", 1) for number in range(200)]
    bookings.client.produce(bookings.topic, [*before, bad, *after])
    place = next(record for record in bookings.client.read_all(bookings.topic)
                 if record.key == bad[0])
    daemon = bookings.daemon()
    daemon.start()
    wait_until(lambda: partition_of(daemon, place.partition)["waiting_for"], "it stands still")
    return bookings, daemon, place


def expected_rows(bookings, place):
    """The rows of all records but the bad one and those behind it in its partition.

    Of the latter, some may have been in flight with other writers, and are rows as well.
    """
    return {record.key.decode() for record in bookings.client.read_all(bookings.topic)
            if record.partition != place.partition or record.offset < place.offset}


def found_rows(pipeline):
    return {row[0] for row in pipeline.sql("SELECT booking_id FROM passenger_manifest")}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_record_stops_only_its_partition(pipeline, bad):
    bookings, daemon, place = play(pipeline, bad)
    expected = expected_rows(bookings, place)

    wait_until(lambda: expected <= found_rows(pipeline), "its neighbours are applied")
    assert "HP-BAD" not in found_rows(pipeline)
    wait_until(lambda: bookings.client.committed(bookings.group, bookings.topic).get(
        place.partition) == place.offset, "the commit stops at the bad record")
    assert daemon.is_running()


def test_the_place_and_reason_of_a_bad_record_are_told(pipeline):
    bookings, daemon, place = play(pipeline, BAD["not JSON"])

    status = daemon.status()
    wait_logged(daemon, "partition.stopped")
    stopped = log_of(daemon, "partition.stopped")
    assert [topic["state"] for topic in status["topics"]] == ["stalled"] == [status["state"]]
    assert status["topics"][0]["reason"].startswith(f"{bookings.topic}/{place.partition}")
    assert f"offset {place.offset}" in partition_of(daemon, place.partition)["waiting_for"]
    assert len(stopped) == 1 and f"{bookings.topic}/{place.partition}" in stopped[0]
    assert f"offset {place.offset}" in stopped[0]
    assert [p["waiting_for"] for p in status["partitions"]
            if p["partition"] != place.partition] == ["", "", ""]


def test_new_records_of_other_partitions_go_on_being_applied(pipeline):
    bookings, _, place = play(pipeline, BAD["wrong type"])

    bookings.client.produce(bookings.topic, [event(f"HP-C{number}", 1) for number in range(200)])

    expected = expected_rows(bookings, place)
    wait_until(lambda: expected <= found_rows(pipeline), "they are applied")


def test_the_partition_goes_on_by_itself_when_the_table_is_mended(pipeline):
    bookings, daemon, place = play(pipeline, BAD["refused by a constraint"])
    assert "deck" in partition_of(daemon, place.partition)["waiting_for"]

    pipeline.sql(MEND)

    bookings.wait_committed()
    # What was in the air as the partition stopped is applied, given up, and found stale when read again.
    assert outcome(daemon, "applied") + outcome(daemon, "stale") >= 401
    assert bookings.row("HP-BAD", "cabin") == "SEA"
    bookings.require_table_equals_fold()
    wait_until(lambda: partition_of(daemon, place.partition)["waiting_for"] == "", "it is told")
    wait_until(lambda: daemon.status()["topics"][0]["state"] == "steady", "it is steady")


def test_a_bad_record_of_many_in_a_batch_is_found_alone(pipeline):
    bookings = Bookings(pipeline, partitions=1)
    pipeline.sql(CHECK)
    records = [event(f"HP-{number}", 1, cabin="SEA" if number == 377 else "B1")
               for number in range(500)]
    bookings.client.produce(bookings.topic, records)
    daemon = bookings.daemon(postgres={"writers": 1})
    daemon.start()

    wait_until(lambda: bookings.rows() == 377, "all before it are applied")
    pipeline.sql(MEND)

    bookings.wait_committed()
    assert bookings.rows() == 500


def test_several_bad_records_are_all_kept_over_a_restart(pipeline):
    bookings = Bookings(pipeline)
    pipeline.sql(CHECK)
    bookings.client.produce(bookings.topic, [
        event(f"HP-{number}", 1, cabin="SEA" if number % 20 == 0 else "B1")
        for number in range(400)])
    daemon = bookings.daemon(instance_id="one")
    daemon.start()
    wait_until(lambda: all(p["waiting_for"] for p in daemon.status()["partitions"]), "all stop")
    daemon.kill()
    daemon.start()

    pipeline.sql(MEND)

    bookings.wait_committed()
    assert bookings.rows() == 400


def test_a_stopped_partition_does_not_hold_up_the_end(pipeline):
    bookings, daemon, place = play(pipeline, BAD["refused by a constraint"])

    asked_at = time.monotonic()
    assert daemon.stop() == 0

    assert time.monotonic() - asked_at < 12  # Of the 20 s of a drain.
    committed = bookings.client.committed(bookings.group, bookings.topic)
    assert committed[place.partition] == place.offset


def test_a_stopped_partition_lives_through_a_rebalance(pipeline):
    bookings, first, place = play(pipeline, BAD["refused by a constraint"])
    second = bookings.daemon()
    second.start()

    def reason():
        found = [partition_of(daemon, place.partition) for daemon in (first, second)]
        is_shared = all(daemon.status()["partitions"] for daemon in (first, second))
        return is_shared and [p["waiting_for"] for p in found if p]

    wait_until(lambda: f"offset {place.offset}" in "".join(reason() or ()), "its owner tells of it")
    pipeline.sql(MEND)

    bookings.wait_committed()
    bookings.require_table_equals_fold()
