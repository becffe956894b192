"""Records become rows: which, with what in their columns, and when the offset follows."""

import pytest
from confluent_kafka import Producer
from harness.pipeline import Pipeline
from harness.waiting import wait_until

from bookings import MANIFEST, RECORDS, SMALL_FLOW, Bookings, event, outcome


@pytest.fixture(scope="module")
def servers():
    """A broker that compacts at once instead of every 15 s."""
    with Pipeline(kafka_settings={"log.cleaner.backoff.ms": "200"}) as pipeline:
        yield pipeline


def project(pipeline, records, projection=None):
    """Runs a daemon over the records until their offsets are committed."""
    bookings = Bookings(pipeline, partitions=1, projection=projection)
    bookings.client.produce(bookings.topic, records)
    daemon = bookings.daemon()
    daemon.start()
    bookings.wait_committed()
    return bookings, daemon


def with_columns(**columns):
    return {**MANIFEST, "columns": {**MANIFEST["columns"], **columns}}


def test_a_record_becomes_a_row(pipeline):
    bookings, daemon = project(pipeline, [event("HP-1", 1, full_name="ANNA QUAY", cabin="B214",
                                                occurred_at="2026-07-14T09:00:00.125Z")])

    assert pipeline.sql("SELECT booking_id, passenger_no, full_name, cabin, occurred_at::text,"
                        " version FROM passenger_manifest") == [
        ("HP-1", 1, "ANNA QUAY", "B214", "2026-07-14 09:00:00.125+00", 1)]
    assert outcome(daemon, "applied") == 1


def test_a_newer_version_replaces_the_columns(pipeline):
    bookings, _ = project(pipeline, [event("HP-1", 1, cabin="A1"), event("HP-1", 2, cabin="A2")])

    assert bookings.row("HP-1", "cabin") == "A2"
    assert bookings.row("HP-1", "version") == 2


def test_a_duplicate_changes_nothing(pipeline):
    bookings, daemon = project(pipeline, [event("HP-1", 1, cabin="A1")])
    before = bookings.row("HP-1", "xmin::text")

    bookings.client.produce(bookings.topic, [event("HP-1", 1, cabin="B2")])

    wait_until(lambda: outcome(daemon, "stale") == 1, "the duplicate is counted")
    assert (bookings.row("HP-1", "xmin::text"), bookings.row("HP-1", "cabin")) == (before, "A1")


def test_a_stale_version_changes_nothing(pipeline):
    bookings, daemon = project(pipeline, [event("HP-1", 5, cabin="A5")])

    bookings.client.produce(bookings.topic, [event("HP-1", 4, cabin="A4")])

    wait_until(lambda: outcome(daemon, "stale") == 1, "the late record is counted")
    assert (bookings.row("HP-1", "cabin"), bookings.row("HP-1", "version")) == ("A5", 5)


def test_a_row_without_a_version_is_older_than_any(pipeline):
    bookings = Bookings(pipeline, partitions=1)
    pipeline.sql("INSERT INTO passenger_manifest (booking_id, passenger_no, cabin)"
                 " VALUES ('HP-1', 1, 'OLD')")
    bookings.client.produce(bookings.topic, [event("HP-1", 0, cabin="NEW")])

    bookings.daemon().start()
    bookings.wait_committed()

    assert bookings.row("HP-1", "cabin") == "NEW"


def test_columns_not_named_keep_their_value(pipeline):
    bookings, _ = project(pipeline, [event("HP-1", 1)])
    pipeline.sql("UPDATE passenger_manifest SET checked_in_at = '2026-07-14', version = 1.0")

    bookings.client.produce(bookings.topic, [event("HP-1", 2)])

    wait_until(lambda: bookings.row("HP-1", "version") == 2, "the row is updated")
    assert str(bookings.row("HP-1", "checked_in_at")).startswith("2026-07-14")


def test_missing_and_null_members_are_null_columns(pipeline):
    bookings, _ = project(pipeline, [event("HP-1", 1, cabin="A1", status="paid"),
                                     event("HP-1", 2, cabin=None)])

    assert (bookings.row("HP-1", "cabin"), bookings.row("HP-1", "status")) == (None, None)


def test_columns_are_filled_from_the_record_itself(pipeline):
    projection = with_columns(sailing_id="@header:sailing", full_name="@key", cabin="@offset",
                              status="@partition", checked_in_at="@timestamp")
    key, value = event("HP-1", 1)
    bookings, _ = project(pipeline, [(key, value, {"sailing": b"SKA-18"})], projection)

    timestamp = bookings.client.read_all(bookings.topic)[0].timestamp_ms
    assert pipeline.sql("SELECT sailing_id, full_name, cabin, status,"
                        " extract(epoch FROM checked_in_at) * 1000 FROM passenger_manifest") == [
        ("SKA-18", "HP-1", "0", "0", timestamp)]


def test_a_missing_header_is_null(pipeline):
    bookings, _ = project(pipeline, [event("HP-1", 1)], with_columns(sailing_id="@header:sailing"))

    assert bookings.row("HP-1", "sailing_id") is None


def test_constants_and_defaults_fill_columns(pipeline):
    projection = with_columns(status="=boarding", cabin={"from": "/cabin", "default": "DECK"})
    bookings, _ = project(pipeline, [event("HP-1", 1), event("HP-2", 1, cabin="B2")], projection)

    assert pipeline.sql("SELECT booking_id, status, cabin FROM passenger_manifest ORDER BY 1") == [
        ("HP-1", "boarding", "DECK"), ("HP-2", "boarding", "B2")]


def test_the_newest_wins_among_duplicates_and_disorder(pipeline):
    bookings = Bookings(pipeline)
    bookings.produce(20_000, duplicates=0.05, disorder=0.05, seed=7)

    daemon = bookings.daemon()
    daemon.start()
    bookings.wait_committed()

    assert outcome(daemon, "applied") + outcome(daemon, "stale") == 20_000
    assert outcome(daemon, "stale") > 0
    bookings.require_table_equals_fold()


def test_no_offset_is_committed_before_its_rows_are_durable(pipeline):
    bookings = Bookings(pipeline, projection=RECORDS)
    daemon = bookings.daemon(commit={"interval": "50ms"}, flow=SMALL_FLOW)
    daemon.start()
    load = bookings.start_load(16_000, rate=4000)
    missing = []

    def is_done():
        missing.append(bookings.count_rows_missing_below_commit())
        return load.poll() is not None and bookings.client.uncommitted(
            bookings.group, bookings.topic) == 0

    wait_until(is_done, "everything is committed")

    assert len(missing) > 10 and set(missing) == {0}
    bookings.require_every_record_has_its_row()


def test_aborted_transactions_do_not_stop_the_watermark(pipeline):
    bookings = Bookings(pipeline, partitions=1)
    daemon = bookings.daemon()
    daemon.start()
    producer = Producer({"bootstrap.servers": pipeline.kafka.bootstrap,
                         "transactional.id": pipeline.name("transaction")})
    producer.init_transactions(10)
    for number, end in enumerate((producer.commit_transaction, producer.abort_transaction) * 3):
        producer.begin_transaction()
        for booking in range(20):
            key, value = event(f"HP-{number}-{booking}", 1)
            producer.produce(bookings.topic, key=key, value=value)
        producer.flush(10)
        end(10)

    bookings.wait_committed()

    wait_until(lambda: daemon.metrics().value("projector_consumer_lag_records") == 0, "lag is 0")
    assert pipeline.sql("SELECT DISTINCT split_part(booking_id, '-', 2) FROM passenger_manifest"
                        " ORDER BY 1") == [("0",), ("2",), ("4",)]
    assert outcome(daemon, "applied") == 60


def test_records_compacted_away_do_not_stop_the_watermark(pipeline):
    bookings = Bookings(pipeline, partitions=1, projection=RECORDS)
    bookings.topic = topic = pipeline.create_topic("compacted", 1, {
        "cleanup.policy": "compact", "segment.ms": "100", "min.cleanable.dirty.ratio": "0.01",
        "max.compaction.lag.ms": "100"})
    bookings.client.produce(topic, [event("HP-1", 1)])

    def offsets_after_one_more():
        bookings.client.produce(topic, [event("HP-2", 1)])
        offsets = [record.offset for record in bookings.client.read_all(topic)]
        return offsets if offsets != list(range(len(offsets))) else None

    offsets = wait_until(offsets_after_one_more, "the log has a gap")
    daemon = bookings.daemon()
    daemon.start()
    bookings.wait_committed()

    wait_until(lambda: daemon.metrics().value("projector_consumer_lag_records") == 0, "lag is 0")
    assert outcome(daemon, "applied") <= len(offsets) <= offsets[-1]
