"""What of a topic has no row: read on from where the last look ended."""

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

TIMEOUT = 10.0
TOPIC_IS_AWAY = (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_PARTITION,
                 KafkaError._UNKNOWN_TOPIC)


def origin_of_letter(message):
    """(partition, offset) of the record that became this dead letter."""
    headers = dict(message.headers())
    return int(headers["projector.partition"]), int(headers["projector.offset"])


def place(message):
    return message.partition(), message.offset()


def place_of_erasure(message):
    return (message.partition(), message.offset()) if message.value() is None else None


class Tail:
    """Of no topic at all where the name is empty."""

    def __init__(self, play, topic, partitions, pick):
        self.found = set()  # What `pick` made of the messages so far.
        self._pick = pick
        self._partitions = range(partitions if topic else 0)
        self._consumer = Consumer({
            "bootstrap.servers": play.scene.kafka.bootstrap, "group.id": play.scene.name("watch"),
            "enable.auto.commit": False, "enable.partition.eof": True, "fetch.wait.max.ms": 50,
            "reconnect.backoff.max.ms": 200, "log_level": 0})
        self._next = dict.fromkeys(self._partitions, OFFSET_BEGINNING)
        self._topic = topic

    def read_on(self):
        """To the present end; returns all that was found until now."""
        # Assigned anew, for an end that was told is not told again.
        unread = set(self._partitions)
        self._consumer.assign([TopicPartition(self._topic, number, offset)
                               for number, offset in self._next.items()])
        while unread:
            message = self._consumer.poll(TIMEOUT)
            if message is None:
                raise TimeoutError(f"{self._topic}: no answer")
            if message.error() is None:
                self._next[message.partition()] = message.offset() + 1
                picked = self._pick(message)
                if picked:
                    self.found.add(picked)
            elif message.error().code() == KafkaError._PARTITION_EOF:
                unread.discard(message.partition())
            elif message.error().code() in TOPIC_IS_AWAY:
                return self.found
            else:
                raise KafkaException(message.error())
        return self.found

    def close(self):
        self._consumer.close()
