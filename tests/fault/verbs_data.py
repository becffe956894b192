"""What the topics get to carry beside the load, and what happens to them."""

import hashlib
import json

from confluent_kafka import Producer
from harness.waiting import wait_until

from bookings import event
from case import verb

@verb
def neighbour_goes_on(play, count=500):
    """Another topic of the same member, into another table, is applied meanwhile."""
    def applied():
        return play.member.metrics().value("projector_records_total", topic=play.neighbour,
                                           outcome="applied")

    before = applied()
    play.client.produce(play.neighbour, [event(f"N-{number}", 1) for number in range(count)])
    wait_until(lambda: applied() >= before + count, "the other topic goes on", 60)
    play.figures["the other topic applied meanwhile"] = f"{applied() - before:.0f}"


@verb
def produce_records(play, *records):
    """(key, value), with headers and timestamp if given; in order."""
    play.client.produce(play.topic, records, record_bytes_max=64 << 20)


@verb
def delete_dead_letter_topic(play):
    play.client.delete_topic(play.dead_letter_topic)


@verb
def create_dead_letter_topic(play):
    play.client.create_topic(play.dead_letter_topic, 1)


@verb
def fill_topic(play, values, erasures):
    """lz4 makes a tenth and less of the values; erasures have no value at all."""
    producer = Producer({"bootstrap.servers": play.scene.kafka.bootstrap, "compression.type": "lz4",
                         "linger.ms": 20, "queue.buffering.max.messages": 1_000_000})
    for number in range(max(values, erasures)):
        booking = f"HP-{number % 500:06d}"
        if number < values:
            producer.produce(play.topic, key=booking, value=_confirmed(booking, number + 1))
        if number < erasures:
            producer.produce(play.topic, key=f"{booking}-gone", value=None,
                             headers={"version": str(number + 1)})
        producer.poll(0)
    assert producer.flush(60) == 0


def _confirmed(booking, version):
    return json.dumps({
        "event_id": "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10", "type": "booking-confirmed",
        "version": version, "occurred_at": "2026-07-06T09:00:00Z",
        "booking": {"id": booking, "sailing_id": "HPT-SKA", "status": "confirmed", "channel": "web",
                    "passengers": [{"no": 1, "name": name_of(version), "cabin": "B1"}]}})


def name_of(version):
    """2,000 characters, of which 100 are new."""
    return hashlib.sha512(str(version).encode()).hexdigest()[:100] * 20


@verb
def wait_credits_used(play, share=0.9):
    """Of records or of bytes, whichever ends first."""
    def are_used():
        metrics = play.member.metrics()
        return any(metrics.value("projector_limit_in_use", limit=limit)
                   >= share * metrics.value("projector_limit", limit=limit)
                   for limit in ("records", "bytes"))

    wait_until(are_used, "the limits are reached", 60)


@verb
def produce_hot(play, versions):
    """A key whose versions are nine of ten records."""
    records = []
    for version in range(1, versions + 1):
        records.append(event("HP-hot", version))
        if version % 10 == 0:
            records.append(event(f"HP-cold-{version}", 1))
    play.client.produce(play.topic, records)


@verb
def newest_is(play, version):
    found = play.sql("SELECT version FROM passenger_manifest WHERE booking_id = 'HP-hot'")
    assert found == [(version,)], found


@verb
def add_partitions(play, total):
    """And records for all of them, by a client that knows of the new ones."""
    play.client.add_partitions(play.topic, total)
    play.partitions = total
    play.client.produce(play.topic, [event(f"HP-new-{number}", 1) for number in range(200)])


@verb
def seen_partitions(play, total):
    wait_until(lambda: len(play.member.status()["partitions"]) == total,
               f"{total} partitions are assigned", 90)


@verb
def cut_log(play):
    """The log begins after what is committed, as when retention was faster; the member is away."""
    committed = play.client.committed(play.group, play.topic)
    ends = {number: end for number, (_, end) in play.client.offsets(play.topic).items()}
    play.log_begin = {number: (committed.get(number, 0) + end) // 2 + 1
                      for number, end in ends.items()}
    play.client.delete_records(play.topic, play.log_begin)
    play.figures["records lost to retention"] = str(
        sum(begin - committed.get(number, 0) for number, begin in play.log_begin.items()))


# The cleaner leaves the segment that is being written: it is closed soon.
COMPACTED = {"cleanup.policy": "compact", "segment.ms": "200", "min.cleanable.dirty.ratio": "0.01"}


@verb
def compact_log(play, least):
    """Until so many records have vanished that nobody has read; then the log stays as it is."""
    committed = play.client.committed(play.group, play.topic)

    def removed():
        present = {(record.partition, record.offset)
                   for record in play.client.read_all(play.topic)}
        return sum((number, offset) not in present
                   for number, (_, end) in play.client.offsets(play.topic).items()
                   for offset in range(committed[number], min(end, last[number])))

    last = {number: end for number, (_, end) in play.client.offsets(play.topic).items()}
    play.client.configure_topic(play.topic, COMPACTED)
    wait_until(lambda: removed() >= least, f"{least} records are compacted away", 120)
    play.client.configure_topic(play.topic, {})
    play.figures["records compacted away unread"] = str(removed())


@verb
def abort_transactions(play, transactions, records):
    """They leave offsets that nobody ever reads."""
    producer = Producer({"bootstrap.servers": play.scene.kafka.bootstrap,
                         "transactional.id": play.scene.name("aborted")})
    producer.init_transactions(30)
    for number in range(transactions):
        producer.begin_transaction()
        for other in range(records):
            key, value = event(f"HP-aborted-{other}", number + 1)
            producer.produce(play.topic, key=key, value=value)
        producer.flush(30)
        if number % 2 == 0:
            producer.abort_transaction(30)
        else:
            producer.commit_transaction(30)
