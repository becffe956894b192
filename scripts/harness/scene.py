"""One test's own corner of shared servers: a fresh database, fresh topics, and its daemons."""

import itertools
import subprocess

from .pipeline import binary

_numbers = itertools.count(1)


class Scene:
    """Servers are expensive and shared; what a test leaves behind must not meet the next one."""

    def __init__(self, pipeline):
        self.number = next(_numbers)
        self.kafka = pipeline.kafka
        self.postgres = pipeline.postgres
        self.directory = pipeline.directory
        self.database = f"scene_{self.number}"
        self.database_url = self.postgres.create_database(self.database)
        self.daemons = []
        self.loads = []  # Processes that a failed test may leave running.
        self._pipeline = pipeline

    def name(self, word):
        """A name that no other test uses: for topics, groups, instance ids."""
        return f"{word}-{self.number}"

    def create_topic(self, word="bookings", partitions=4, config=None):
        """Returns the topic's full name."""
        name = self.name(word)
        self.kafka.client.create_topic(name, partitions, config)
        return name

    def sql(self, statement, parameters=None):
        return self.postgres.sql(statement, parameters, self.database)

    def daemon(self, configuration, environment=None):
        """A daemon, not yet started, with this scene's servers, database and group filled in."""
        kafka = {"group": self.name("projector"), **configuration.get("kafka", {})}
        postgres = {"url": self.database_url, **configuration.get("postgres", {})}
        made = self._pipeline.daemon({**configuration, "kafka": kafka, "postgres": postgres},
                                     environment)
        self.daemons.append(made)
        return made

    def harbor_sim(self, *arguments, timeout=120):
        """Runs the load simulator to its end; raises with its output when it fails."""
        command = [str(word) for word in (binary("harbor-sim", "HARBOR_SIM_BINARY"), *arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n"
                               f"{done.stdout}{done.stderr}")
        return done.stdout

    def log_tails(self):
        return "\n".join(f"{daemon.directory.name}:\n{daemon.log_tail()}"
                         for daemon in self.daemons)

    def close(self):
        for load in self.loads:
            load.kill()
            load.wait()
        for daemon in self.daemons:
            daemon.stop()
