"""Kafka, PostgreSQL and daemons together, in one private directory."""

import os
import shutil
import signal
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

from .daemon import Daemon
from .kafka_broker import KafkaBroker
from .postgres_server import PostgresServer

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDERS = {"manifest-projector": "src/app", "harbor-sim": "sim",
           "projector_bench_upsert": "tests/bench", "projector_bench_forms": "tests/bench"}


def binary(name, variable):
    """A built program: the one that the variable names, else the release build's."""
    named = os.environ.get(variable)
    folder = FOLDERS[name]
    path = Path(named) if named else REPOSITORY / "build" / "release" / folder / name
    if not path.exists():
        raise RuntimeError(f"{path} is not built")
    return path


class Pipeline:
    """Use as a context manager: whatever happens inside, nothing is left running or lying about.

    SIGTERM ends the program as Ctrl-C does, so that the servers go with it.
    """

    def __init__(self, kafka_settings=None, postgres_settings=None, keep_directory=False,
                 kafka_link_address=None):
        self.directory = Path(tempfile.mkdtemp(prefix="manifest-projector-"))
        self.directory.chmod(0o711)  # PostgreSQL's user passes through to its own directory.
        self.postgres = PostgresServer(self.directory / "postgres", postgres_settings)
        self.kafka = KafkaBroker(self.directory / "kafka", kafka_settings,
                                 kafka_link_address)
        self._keep_directory = keep_directory
        self._daemons = 0
        self._teardown = ExitStack()

    def __enter__(self):
        if not self._keep_directory:
            self._teardown.callback(shutil.rmtree, self.directory, ignore_errors=True)
        try:
            self._end_on_sigterm()
            # An orderly stop of a broker takes 10 to 20 s, and its directory goes with it.
            self._teardown.callback(self.kafka.kill)
            # Nor is there anything to save where the directory goes.
            self._teardown.callback(self.postgres.stop if self._keep_directory
                                    else self.postgres.stop_immediately)
            self.kafka.start(wait=False)
            self.postgres.start(wait=False)
            self.postgres.wait_ready()
            self.kafka.wait_ready()
        except BaseException:
            self._teardown.close()
            raise
        return self

    def __exit__(self, *_):
        self._teardown.close()

    def start_again(self):
        """Whichever server somebody stopped."""
        for server in (self.postgres, self.kafka):
            if not server.is_running():
                server.start()

    def daemon(self, configuration, environment=None):
        """A daemon of this pipeline, not yet started; its servers are filled in."""
        kafka = {"brokers": [self.kafka.bootstrap], **configuration.get("kafka", {})}
        postgres = {"url": self.postgres.url(), **configuration.get("postgres", {})}
        self._daemons += 1
        made = Daemon(binary("manifest-projector", "PROJECTOR_BINARY"),
                      self.directory / f"daemon-{self._daemons}",
                      {**configuration, "kafka": kafka, "postgres": postgres}, environment)
        self._teardown.callback(made.stop)
        return made

    def _end_on_sigterm(self):
        if threading.current_thread() is not threading.main_thread():
            return

        def end(*_):
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGTERM, end)
        self._teardown.callback(signal.signal, signal.SIGTERM, before)
