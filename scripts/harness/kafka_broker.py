"""Apache Kafka in KRaft mode, one node in a private directory."""

import os
import signal
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from confluent_kafka import KafkaException

from .child_process import ChildProcess
from .kafka_client import KafkaClient
from .ports import LOOPBACK, free_ports
from .waiting import wait_until

PREFIX = Path(os.environ.get("PROJECTOR_PREFIX", "/opt/manifest-projector"))
HEAP = ["-Xms256m", "-Xmx512m"]

# A group forms at once (group.initial.rebalance.delay.ms): what a restart costs is the daemon's
# time, not the broker's wait for members that never come. One node keeps one copy of everything.
SETTINGS = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,LINK:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "broker.session.timeout.ms": "3000",  # How long a start after a kill waits for the dead self.
    "broker.heartbeat.interval.ms": "500",
    "auto.create.topics.enable": "false",
    "group.initial.rebalance.delay.ms": "0",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "log.cleaner.dedupe.buffer.size": "16777216",
}

LOGGING = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
"""


class KafkaBroker:
    """A second door, `link_port`, is for a faulty link: who comes in by it is told to come back by
    the link, `link_address`, and not by the way around it."""

    def __init__(self, directory, settings=None, link_address=None, node_id=1):
        self.directory = Path(directory)
        self.node_id = node_id
        self.port, self.link_port, controller_port = free_ports(3)
        self.bootstrap = f"{LOOPBACK}:{self.port}"
        self._voter = f"{node_id}@{LOOPBACK}:{controller_port}"
        self._cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        link_address = link_address or f"{LOOPBACK}:{self.link_port}"
        self.client = KafkaClient(self.bootstrap)
        self._settings = {
            **SETTINGS,
            "node.id": str(node_id),
            "controller.quorum.voters": self._voter,
            "listeners": f"PLAINTEXT://{self.bootstrap},LINK://{LOOPBACK}:{self.link_port},"
                         f"CONTROLLER://{LOOPBACK}:{controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap},LINK://{link_address}",
            "log.dirs": str(self.directory / "data"),
            **(settings or {}),
        }
        self._child = ChildProcess("Kafka", self.directory / "kafka.log")

    @staticmethod
    def unite(brokers):
        """Before they are first started: they become one cluster, each a controller too."""
        voters = ",".join(broker._voter for broker in brokers)
        for broker in brokers:
            broker._cluster_id = brokers[0]._cluster_id
            broker._settings["controller.quorum.voters"] = voters

    @property
    def pid(self):
        return self._child.pid

    def is_running(self):
        return self._child.is_running()

    def start(self, wait=True):
        if not (self.directory / "data" / "meta.properties").exists():
            self._format()
        self._child.start(self._java("kafka.Kafka", self._properties))
        if wait:
            self.wait_ready()

    def wait_ready(self, timeout=120.0):
        def answers():
            self._child.require_running()
            try:
                return self.client.broker_count() >= 1
            except KafkaException:
                return False

        wait_until(answers, "Kafka answers", timeout)

    def stop(self, timeout=30.0):
        self._child.stop(timeout)

    def kill(self):
        self._child.stop(0)

    def pause(self):
        """It answers nobody until resume(), and closes no connection."""
        self._child.send_signal(signal.SIGSTOP)

    def resume(self):
        self._child.send_signal(signal.SIGCONT)

    def log(self):
        return self._child.log()

    @property
    def _properties(self):
        return self.directory / "server.properties"

    def _java(self, main_class, *arguments):
        jars = PREFIX / "kafka" / "libs"
        if not jars.is_dir():
            raise RuntimeError("Apache Kafka is not installed: run scripts/dependencies as root")
        return ["java", *HEAP, "-Djava.awt.headless=true",
                f"-Dlog4j2.configurationFile={self.directory / 'log4j2.properties'}",
                "-cp", f"{jars}/*", main_class, *arguments]

    def _format(self):
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "log4j2.properties").write_text(LOGGING)
        self._properties.write_text(
            "".join(f"{name}={value}\n" for name, value in self._settings.items()))
        # One word, because an id may begin with a dash.
        command = self._java("kafka.tools.StorageTool", "format",
                             f"--cluster-id={self._cluster_id}",
                             "--config", self._properties)
        made = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              check=False)
        if made.returncode != 0:
            raise RuntimeError(f"formatting Kafka's storage failed:\n{made.stdout}{made.stderr}")
