"""Offsets as versions: a topic whose offsets are no longer comparable stops, and says so."""

from harness.waiting import wait_until

from bookings import RECORDS, Bookings, partition_of, wait_logged


def start(pipeline):
    """A daemon that has read 100 records by their offsets."""
    bookings = Bookings(pipeline, partitions=2, projection=RECORDS)
    bookings.produce(100)
    daemon = bookings.daemon()
    daemon.start()
    bookings.wait_committed()
    return bookings, daemon


def wait_stopped(daemon, reason):
    wait_until(lambda: reason in (partition_of(daemon, 0) or {"waiting_for": ""})["waiting_for"],
               f"partition 0 stops: {reason}")


def test_a_topic_that_gains_partitions_stops_before_they_are_read(pipeline):
    bookings, daemon = start(pipeline)

    bookings.client.add_partitions(bookings.topic, 3)
    wait_stopped(daemon, "the topic has 3 partitions and had 2")

    bookings.produce(100)
    assert daemon.status()["state"] == "stalled"
    wait_logged(daemon, "partition.stopped", "empty the table")
    assert bookings.rows() == 100


def test_the_stop_outlasts_a_restart_until_offsets_are_reset(pipeline):
    bookings, daemon = start(pipeline)
    assert daemon.stop() == 0
    bookings.client.add_partitions(bookings.topic, 3)
    bookings.produce(100)

    daemon.start()
    wait_stopped(daemon, "the topic has 3 partitions and had 2")
    assert daemon.stop() == 0
    daemon.start()
    wait_stopped(daemon, "the topic has 3 partitions and had 2")
    assert daemon.stop() == 0
    assert bookings.rows() == 100

    bookings.client.reset_offsets(bookings.group, bookings.topic)
    pipeline.sql("TRUNCATE read_log")
    daemon.start()
    bookings.wait_committed()
    bookings.require_every_record_has_its_row()


def test_a_topic_that_is_made_anew_stops(pipeline):
    bookings, daemon = start(pipeline)

    bookings.client.delete_topic(bookings.topic)
    bookings.client.create_topic(bookings.topic, 2)
    bookings.produce(300)

    wait_stopped(daemon, "the topic was deleted and made anew")
    rows = bookings.rows()  # Some of the new ones: the topic's id is asked for once a second.
    bookings.produce(300)
    daemon.stop()
    assert bookings.rows() == rows
