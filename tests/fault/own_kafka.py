"""Kafka of a case's own, where the one that all share will not do: made for it, and gone with it."""

from harness import kafka_wire
from harness.kafka_broker import KafkaBroker
from harness.kafka_client import KafkaClient
from harness.ports import LOOPBACK
from harness.waiting import wait_until

USER = "projector"
PASSWORD = "of-the-case"

# Members come in by the second door, and say who they are; everybody else may do anything.
GUARDED = {
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,LINK:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
    "listener.name.link.sasl.enabled.mechanisms": "PLAIN",
    "listener.name.link.plain.sasl.jaas.config":
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
        f' user_{USER}="{PASSWORD}";',
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
}


CLUSTER = {"offsets.topic.replication.factor": "3", "min.insync.replicas": "2"}


class GuardedKafka(KafkaBroker):
    """With an authorizer: a member may do what it is allowed to."""

    def __init__(self, directory):
        super().__init__(directory, GUARDED)

    def let_in(self, play):
        self.rights = {"topic": (USER, "read", "topic", play.topic),
                       "group": (USER, "read", "group", play.group),
                       "dead letters": (USER, "write", "topic", play.dead_letter_topic)}
        for right in self.rights.values():
            self.client.allow(*right)

    def member_section(self):
        """Of the members' configuration."""
        return {"brokers": [f"{LOOPBACK}:{self.link_port}"],
                "properties": {"security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN",
                               "sasl.username": USER, "sasl.password": PASSWORD}}


class ThreeBrokers:
    """Each a controller, too; topics have a copy on each, and two must have what is acknowledged."""

    def __init__(self, directory):
        self._brokers = {number: KafkaBroker(directory / f"broker-{number}", CLUSTER, node_id=number)
                         for number in (1, 2, 3)}
        KafkaBroker.unite(list(self._brokers.values()))
        self._addresses = [broker.bootstrap for broker in self._brokers.values()]
        self.bootstrap = ",".join(self._addresses)
        self.client = KafkaClient(self.bootstrap, replicas=3)

    def start(self):
        directory = next(iter(self._brokers.values())).directory.parent
        directory.mkdir(parents=True, exist_ok=True)
        for broker in self._brokers.values():
            broker.start(wait=False)
        for broker in self._brokers.values():
            broker.wait_ready()
        wait_until(lambda: self.client.broker_count() == 3, "three brokers are one cluster", 120)

    def kill(self):
        for broker in self._brokers.values():
            broker.kill()

    def let_in(self, play):
        pass  # Everybody may do anything.

    def member_section(self):
        return {"brokers": self._addresses}

    def broker(self, number):
        return self._brokers[number]

    def coordinator_of(self, group):
        """Its number, by one that runs; None while there is none."""
        running = next(broker for broker in self._brokers.values() if broker.is_running())
        try:
            return kafka_wire.coordinator((LOOPBACK, running.port), group)
        except OSError:
            return None


OWN_KAFKA = {"guarded": GuardedKafka, "three brokers": ThreeBrokers}
