"""The servers, the table, the daemon and the load, set up as an operator would."""

import json
from contextlib import ExitStack

import yaml

from harness.child_process import ChildProcess
from harness.pipeline import REPOSITORY, Pipeline, binary

from . import exports

CONFIGURATION = REPOSITORY / "config" / "harbor_point.yaml"
TABLE_SQL = REPOSITORY / "config" / "sql" / "harbor_point.sql"
STATUS_SQL = REPOSITORY / "config" / "sql" / "projector.sql"
DATABASE = "harbor"
TABLE = "passenger_manifest"
ROLE = "projector"  # Made by projector.sql, with no more rights than these files name.
PARTITIONS = 12
BOOKINGS = 50_000
EVENT_BYTES = "500-1500"
BAD_SHARE = 0.002  # Of the events: what other people's programs send on any evening.
SIM_PATIENCE = 120.0  # Seconds: a lift waits for a lock, a check reads everything.


class Stage:
    """Use as a context manager: on leaving, everything started here has ended."""

    def __init__(self, budget, keep_directory=False):
        # The time of each commit tells when a row became durable, to the microsecond.
        self._pipeline = Pipeline(postgres_settings={"track_commit_timestamp": "on"},
                                  keep_directory=keep_directory)
        self._teardown = ExitStack()
        self._sims = 0
        self._budget = budget
        self.directory = self._pipeline.directory
        self.kafka = self._pipeline.kafka
        self.postgres = self._pipeline.postgres

    def __enter__(self):
        self._teardown.enter_context(self._pipeline)
        try:
            self._set_up()
        except BaseException:
            self._teardown.close()
            raise
        return self

    def __exit__(self, *_):
        self._teardown.close()

    def _set_up(self):
        configuration = yaml.safe_load(CONFIGURATION.read_text(encoding="utf-8"))
        self.topic = configuration["topics"][0]["name"]
        self.dead_letter_topic = configuration["topics"][0]["dead_letter_topic"]
        self.group = configuration["kafka"]["group"]
        # Every writer's first batch is on its way at once: what a slow table has to take first.
        self.rows_at_once = configuration["postgres"]["writers"] * configuration["flow"]["batch_rows"]
        self.commit_interval = float(configuration["commit"]["interval"].removesuffix("s"))
        self.url = self.postgres.create_database(DATABASE)
        self.sql(TABLE_SQL.read_text(encoding="utf-8"))
        self.sql(STATUS_SQL.read_text(encoding="utf-8"))
        self.sql(f"GRANT SELECT, INSERT, UPDATE ON {TABLE} TO {ROLE}")
        self.kafka.client.create_topic(self.topic, PARTITIONS)
        self.kafka.client.create_topic(self.dead_letter_topic)
        self.sql(exports.SQL)
        self.sql(f"GRANT SELECT, INSERT, UPDATE ON {exports.TABLE} TO {ROLE}")
        self.kafka.client.create_topic(exports.TOPIC, exports.PARTITIONS)
        configuration["topics"][0]["freshness_budget"] = self._budget
        exports.add_to(configuration)
        configuration["kafka"]["brokers"] = [self.kafka.bootstrap]
        configuration["postgres"]["url"] = self.postgres.url(DATABASE, ROLE)
        self.daemon = self._pipeline.daemon(configuration)
        self.observer = self.postgres.connect(DATABASE)
        self._teardown.callback(self.observer.close)

    def sql(self, statement):
        return self.postgres.sql(statement, database=DATABASE)

    def observe(self, statement, parameters=None):
        """One row, over a connection that stays open."""
        with self.observer.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchone()

    def committed(self):
        """Records before the committed offsets: the logs begin at 0 and have no gaps."""
        return sum(sum(self.kafka.client.committed(self.group, topic).values())
                   for topic in (self.topic, exports.TOPIC))

    def uncommitted(self):
        return sum(self.kafka.client.uncommitted(self.group, topic)
                   for topic in (self.topic, exports.TOPIC))

    # --- The load side. Each runs beside us; Sim says when it has ended, and how.

    def produce(self, profile):
        return self._sim("produce", "--brokers", self.kafka.bootstrap, "--topic", self.topic,
                         "--model", "life", "--profile", profile, "--keys", BOOKINGS,
                         "--size", EVENT_BYTES, "--duplicates", 0.01, "--disorder", 0.01,
                         "--bad", BAD_SHARE, "--format", "json", "--quiet")

    def produce_exports(self, profile):
        return self._sim("produce", "--brokers", self.kafka.bootstrap, "--topic", exports.TOPIC,
                         "--profile", profile, "--keys", exports.BOOKINGS, "--size",
                         exports.EVENT_BYTES, "--format", "json", "--quiet")

    def slow_table(self, rows_per_second):
        return self._sim("throttle", "--postgres", self.url, "--table", TABLE, "--rate",
                         f"{rows_per_second}/s")

    def lift(self):
        return self._sim("throttle", "--postgres", self.url, "--table", TABLE, "--lift")

    def verify(self):
        return self._sim("verify", "--model", "life", "--brokers", self.kafka.bootstrap,
                         "--topic", self.topic, "--dead-letter-topic", self.dead_letter_topic,
                         "--postgres", self.url, "--table", TABLE, "--read-twice",
                         "--format", "json", "--quiet")

    def verify_exports(self):
        return self._sim("verify", "--brokers", self.kafka.bootstrap, "--topic", exports.TOPIC,
                         "--postgres", self.url, "--table", exports.TABLE, "--format", "json",
                         "--quiet")

    def _sim(self, command, *arguments):
        self._sims += 1
        path = self.directory / f"harbor-sim-{self._sims}-{command}.log"
        child = ChildProcess(f"harbor-sim {command}", path)
        self._teardown.callback(child.stop, 5.0)
        child.start([binary("harbor-sim", "HARBOR_SIM_BINARY"), command, *arguments])
        return Sim(child)


class Sim:
    """One run of harbor-sim."""

    def __init__(self, child):
        self._child = child

    def has_ended(self):
        return not self._child.is_running()

    def finish(self, good_codes=(0,)):
        """Waits for the end; raises with its output when it failed."""
        code = self._child.wait(SIM_PATIENCE)
        if code not in good_codes:
            raise RuntimeError(f"{self._child.name} ended with {code}:\n{self._child.log_tail()}")

    def result(self, good_codes=(0,)):
        """What its JSON summary says."""
        self.finish(good_codes)
        return json.loads(self._child.log().splitlines()[-1])
