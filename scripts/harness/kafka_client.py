"""What tests and demo ask of a broker, without starting a JVM for it."""

import uuid
from collections import namedtuple
from contextlib import closing

from confluent_kafka import (OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Producer,
                             TopicPartition)
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

from . import kafka_wire
from .waiting import TimedOut, wait_until

TIMEOUT = 30.0

# The configuration of a topic whose records may bear times of any year.
FOREVER = {"retention.ms": "-1", "message.timestamp.after.max.ms": str(2**63 - 1)}

Record = namedtuple("Record", "partition offset key value headers timestamp_ms")


def _record(message):
    return Record(message.partition(), message.offset(), message.key(), message.value(),
                  dict(message.headers() or []), message.timestamp()[1])


class KafkaClient:
    """Calls block until the broker has done what was asked, and raise KafkaException if not."""

    def __init__(self, bootstrap, replicas=1):
        self.bootstrap = bootstrap
        self._replicas = replicas  # Of the topics that it creates.
        # Quick to come back when a test has stopped the broker for a while.
        self._connection = {"bootstrap.servers": bootstrap, "log_level": 0,
                            "reconnect.backoff.max.ms": 200}
        self._admin = AdminClient(self._connection)

    def broker_count(self):
        return len(self._admin.list_topics(timeout=1.0).brokers)

    def create_topic(self, name, partitions=1, config=None):
        self.create_topics([name], partitions, config)

    def create_topics(self, names, partitions=1, config=None):
        """All at once: each request costs a round through the controller's log."""
        topics = [NewTopic(name, num_partitions=partitions, replication_factor=self._replicas,
                           config=config or {}) for name in names]
        for made in self._admin.create_topics(topics, operation_timeout=TIMEOUT).values():
            made.result(TIMEOUT)
        for name in names:
            wait_until(lambda name=name: len(self.leaders(name)) == partitions,
                       f"every partition of {name} has a leader", TIMEOUT)

    def delete_topic(self, name):
        self._admin.delete_topics([name], operation_timeout=TIMEOUT)[name].result(TIMEOUT)
        wait_until(lambda: name not in self._admin.list_topics(timeout=TIMEOUT).topics,
                   f"{name} is gone", TIMEOUT)

    def add_partitions(self, name, total):
        asked = self._admin.create_partitions([NewPartitions(name, total)])
        asked[name].result(TIMEOUT)
        wait_until(lambda: len(self.leaders(name)) == total,
                   f"{name} has {total} partitions with a leader", TIMEOUT)

    def reset_offsets(self, group, topic):
        """To the earliest, as kafka-consumer-groups does; the group must have no members."""
        earliest = [TopicPartition(topic, number, begin)
                    for number, (begin, _) in self.offsets(topic).items()]
        with closing(self._consumer(group)) as consumer:
            consumer.commit(offsets=earliest, asynchronous=False)

    def configure_topic(self, name, config):
        """Replaces the topic's whole own configuration."""
        resource = ConfigResource("topic", name, set_config=config)
        self._admin.alter_configs([resource])[resource].result(TIMEOUT)

    def delete_records(self, topic, before):
        """Deletes records below an offset, as retention does; `before`: partition -> offset."""
        kafka_wire.delete_records(self._address(), topic, before)

    def limit_consumer(self, client_id, bytes_per_second):
        """How fast a client may read, by its client id; None: as fast as it can."""
        kafka_wire.limit_consumer(self._address(), client_id, bytes_per_second)

    def allow(self, user, operation, kind, name):
        """So that the authorizer lets a user do it: "read", "topic", its name."""
        kafka_wire.allow(self._address(), (user, operation, kind, name))

    def forbid(self, user, operation, kind, name):
        """Takes such a right back."""
        kafka_wire.forbid(self._address(), (user, operation, kind, name))

    def leaders(self, topic):
        """The partitions that have a leader."""
        found = self._admin.list_topics(topic, timeout=TIMEOUT).topics[topic]
        return [number for number, partition in found.partitions.items() if partition.leader >= 0]

    def in_sync(self, topic):
        """How many brokers have all of every partition; 0 while nobody says."""
        try:
            found = self._admin.list_topics(topic, timeout=1.0).topics[topic]
        except KafkaException:
            return 0
        return min(len(partition.isrs) for partition in found.partitions.values())

    def offsets(self, topic):
        """Per partition (earliest, end)."""
        with closing(self._consumer()) as consumer:
            return {number: consumer.get_watermark_offsets(TopicPartition(topic, number),
                                                           timeout=TIMEOUT)
                    for number in self.leaders(topic)}

    def record_count(self, topic):
        return sum(end - earliest for earliest, end in self.offsets(topic).values())

    def committed(self, group, topic):
        """Per partition the committed offset; partitions without one are left out."""
        with closing(self._consumer(group)) as consumer:
            asked = [TopicPartition(topic, number) for number in self.leaders(topic)]
            answers = consumer.committed(asked, timeout=TIMEOUT)
        return {answer.partition: answer.offset for answer in answers if answer.offset >= 0}

    def uncommitted(self, group, topic):
        """Records between the committed offsets and the ends."""
        committed = self.committed(group, topic)
        return sum(end - committed.get(number, earliest)
                   for number, (earliest, end) in self.offsets(topic).items())

    def members(self, group):
        """The client ids of a group's members."""
        found = self._admin.list_groups(group, timeout=TIMEOUT)
        return [member.client_id for known in found for member in known.members]

    def produce(self, topic, records, record_bytes_max=1 << 20):
        """Writes (key, value), with headers and then timestamp_ms if given, durably, in order."""
        self.produce_all({topic: records}, record_bytes_max)

    def produce_all(self, records_by_topic, record_bytes_max=1 << 20):
        """The same to several topics, in order within each."""
        failures = []
        producer = Producer({**self._connection, "linger.ms": 5, "acks": "all",
                             "max.in.flight.requests.per.connection": 1,
                             "message.max.bytes": record_bytes_max})
        for topic, records in records_by_topic.items():
            for key, value, *more in records:
                headers, timestamp_ms, *_ = [*more, None, None]
                producer.produce(topic, key=key, value=value, headers=headers,
                                 timestamp=timestamp_ms or 0,  # 0: now.
                                 on_delivery=lambda error, _: error and failures.append(error))
                producer.poll(0)
        if producer.flush(60.0) > 0 or failures:
            raise KafkaException(failures[0] if failures else "records were not acknowledged")

    def read_all(self, topic):
        """Every record that the topic has now, partition by partition in order."""
        unread = set(self.leaders(topic))
        records = []
        with closing(self._consumer()) as consumer:
            consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in unread])
            while unread:
                message = consumer.poll(TIMEOUT)
                if message is None:
                    raise TimedOut(f"{topic}: no answer from partitions {sorted(unread)}")
                if message.error() is None:
                    records.append(_record(message))
                elif message.error().code() == KafkaError._PARTITION_EOF:
                    unread.discard(message.partition())
                else:
                    raise KafkaException(message.error())
        return sorted(records, key=lambda record: (record.partition, record.offset))

    def _address(self):
        host, port = self.bootstrap.rsplit(":", 1)
        return host, int(port)

    def _consumer(self, group=None):
        return Consumer({**self._connection, "group.id": group or f"harness-{uuid.uuid4()}",
                         "enable.auto.commit": False, "enable.partition.eof": True,
                         "fetch.wait.max.ms": 50})
