"""Where reading begins: a new group, a known one, and one whose place in the log is gone."""

from confluent_kafka import Producer
from harness.waiting import wait_until

from bookings import RECORDS, Bookings, event, outcome, partition_of, wait_logged


def test_a_new_group_starts_at_the_earliest_record(pipeline):
    bookings = Bookings(pipeline)
    bookings.produce(500)

    daemon = bookings.daemon()
    daemon.start()
    bookings.wait_committed()

    assert outcome(daemon, "applied") == 500


def test_a_new_group_may_start_at_the_latest_record(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    bookings.produce(500)

    daemon = bookings.daemon(kafka={"start": "latest"})
    daemon.start()
    bookings.wait_committed()
    bookings.produce(100)
    bookings.wait_committed()

    assert outcome(daemon, "applied") == bookings.rows() == 100


def test_records_written_while_a_latest_group_is_down_are_read(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    bookings.produce(500)
    daemon = bookings.daemon(kafka={"start": "latest"})
    daemon.start()
    bookings.wait_committed()
    assert daemon.stop() == 0

    bookings.produce(300)
    daemon.start()
    bookings.wait_committed()

    assert bookings.rows() == 300


def test_a_group_with_offsets_ignores_the_start_policy(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    bookings.produce(500)
    first = bookings.daemon()
    first.start()
    bookings.wait_committed()
    assert first.stop() == 0

    bookings.produce(300)
    second = bookings.daemon(kafka={"start": "latest"})
    second.start()
    bookings.wait_committed()

    assert (outcome(second, "applied"), outcome(second, "stale")) == (300, 0)


def lose_offsets(pipeline, **kafka):
    """A group whose committed offset of partition 0 was deleted from the log, and its daemon."""
    bookings = Bookings(pipeline, partitions=2, projection=RECORDS)
    bookings.produce(500)
    daemon = bookings.daemon(instance_id="one", kafka={"instance_id": "one", **kafka})
    daemon.start()
    bookings.wait_committed()
    assert daemon.stop() == 0
    bookings.produce(500)
    committed = bookings.client.committed(bookings.group, bookings.topic)
    bookings.client.delete_records(bookings.topic, {0: committed[0] + 50})
    return bookings, daemon, committed[0]


def test_a_lost_offset_stops_its_partition_and_nothing_else(pipeline):
    bookings, daemon, lost = lose_offsets(pipeline)
    end = bookings.client.offsets(bookings.topic)[1][1]

    daemon.start()

    wait_until(lambda: partition_of(daemon, 0)["waiting_for"], "the partition stops")
    assert "offset_lost" in partition_of(daemon, 0)["waiting_for"]
    wait_logged(daemon, "partition.stopped", f"{bookings.topic}/0")
    wait_until(lambda: bookings.client.committed(bookings.group, bookings.topic)[1] == end,
               "the other partition is read to its end")
    assert bookings.client.committed(bookings.group, bookings.topic)[0] == lost
    assert daemon.status()["state"] == "stalled"


def test_a_lost_offset_may_go_on_at_the_earliest_and_is_counted(pipeline):
    bookings, daemon, lost = lose_offsets(pipeline, offset_lost="earliest")

    daemon.start()
    bookings.wait_committed()

    assert daemon.metrics().value("projector_offsets_lost_total") == 1
    wait_logged(daemon, "offsets.lost", f"{bookings.topic}/0")
    assert pipeline.sql("SELECT count(*) FROM read_log WHERE partition_no = 0 AND"
                        " record_offset BETWEEN %s AND %s", (lost, lost + 49)) == [(0,)]
    assert bookings.rows() == 1000 - 50


def test_a_place_behind_the_end_of_a_transaction_that_is_lost_is_noticed(pipeline):
    """The broker refuses what is fetched next, and that is not behind the last record."""
    bookings = Bookings(pipeline, partitions=1, projection=RECORDS)
    daemon = bookings.daemon(kafka={"offset_lost": "earliest"})
    daemon.start()
    producer = Producer({"bootstrap.servers": pipeline.kafka.bootstrap,
                         "transactional.id": pipeline.name("transaction"),
                         "transaction.timeout.ms": 600_000})  # One is open while others work.
    producer.init_transactions(30)

    def begin(records):
        producer.begin_transaction()
        for number in range(records):
            key, value = event(f"HP-{number}", 1)
            producer.produce(bookings.topic, key=key, value=value)
        producer.flush(30)

    begin(100)
    producer.commit_transaction(30)  # Its mark is at 100.
    bookings.wait_committed()
    begin(200)  # Nobody reads them yet: from 101 to 300.
    bookings.client.delete_records(bookings.topic, {0: 250})
    wait_until(lambda: daemon.metrics().value("projector_offsets_lost_total") == 1, "it is counted")
    producer.commit_transaction(30)

    bookings.wait_committed()
    assert bookings.rows() == 100 + (301 - 250)


def test_a_topic_made_anew_is_read_from_its_beginning(pipeline):
    bookings = Bookings(pipeline, partitions=2)
    bookings.produce(300)
    daemon = bookings.daemon(kafka={"offset_lost": "earliest"})
    daemon.start()
    bookings.wait_committed()

    bookings.client.delete_topic(bookings.topic)
    bookings.client.create_topic(bookings.topic, 2)
    pipeline.sql("TRUNCATE passenger_manifest")
    bookings.produce(900)  # Beyond the places where the topic of before was read to.

    def is_read():
        try:
            bookings.require_table_equals_fold()
        except RuntimeError:
            return False
        return True

    wait_until(is_read, "every record of the new topic is applied", 90)
    assert daemon.metrics().value("projector_offsets_lost_total") >= 2
    bookings.wait_committed()
