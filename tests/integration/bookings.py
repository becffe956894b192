"""What the tests play: Harbor Point's table, the daemon that fills it, load, and the verdict.

An audit trigger watches the table, and a second table keeps one row a record, so that what is
durable can be counted from the outside.
"""

import json
import subprocess
from pathlib import Path

from harness.pipeline import binary
from harness.waiting import wait_until

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMA = (REPOSITORY / "config" / "sql" / "harbor_point.sql").read_text(encoding="utf-8")
COLUMNS = ("booking_id", "passenger_no", "sailing_id", "full_name", "cabin", "status",
           "occurred_at", "boarding_group")

AUDIT = """
CREATE TABLE versions_gone_back (booking_id text, before bigint, after bigint);
CREATE FUNCTION note_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO versions_gone_back VALUES (NEW.booking_id, OLD.version, NEW.version);
  RETURN NEW;
END $$;
CREATE TRIGGER note_version BEFORE UPDATE ON passenger_manifest FOR EACH ROW
  WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION note_version();
"""

READ_LOG = """
CREATE TABLE read_log (partition_no int, record_offset bigint, record_key text, version bigint,
                       PRIMARY KEY (partition_no, record_offset));
"""

MANIFEST = {"table": "passenger_manifest", "key": ["booking_id", "passenger_no"],
            "version": {"column": "version", "from": "/version"},
            "columns": {name: f"/{name}" for name in COLUMNS}}

# A row for every record: its version never rises, so a record read again is stale.
RECORDS = {"table": "read_log", "key": ["partition_no", "record_offset"],
           "version": {"column": "version", "from": "@offset"},
           "columns": {"partition_no": "@partition", "record_offset": "@offset",
                       "record_key": "@key"}}

# Small enough that a load of some thousand records meets every limit many times.
SMALL_FLOW = {"in_flight_records": 400, "poll_records": 100, "batch_rows": 100}


def event(booking_id, version, **fields):
    """A flat booking as a record: (key, value)."""
    value = {"booking_id": booking_id, "passenger_no": 1, "version": version, **fields}
    return booking_id.encode(), json.dumps(value).encode()


class Bookings:
    """One topic, its table, and the daemons between them; in the scene of one test."""

    def __init__(self, scene, partitions=4, projection=None):
        self._begin(scene, scene.create_topic("bookings", partitions), projection or MANIFEST)
        scene.sql(SCHEMA + AUDIT + READ_LOG)

    @classmethod
    def beside(cls, scene, projection, word="others"):
        """Another topic of a scene whose tables are made."""
        made = cls.__new__(cls)
        made._begin(scene, scene.create_topic(word), projection)
        return made

    def _begin(self, scene, topic, projection):
        self.scene = scene
        self.topic = topic
        self.group = scene.name("projector")
        self.projection = projection
        self.client = scene.kafka.client

    def daemon(self, instance_id="", **sections):
        """Not yet started. A section given here is laid over the one that every test has."""
        base = {"kafka": {"instance_id": instance_id}, "postgres": {"writers": 2},
                "topics": [{"name": self.topic, "projection": "played"}],
                "projections": {"played": self.projection}}
        for name, section in sections.items():
            known = base.get(name)
            is_laid_over = isinstance(known, dict) and name != "projections"
            base[name] = {**known, **section} if is_laid_over else section
        return self.scene.daemon(base)

    def produce(self, events, **options):
        """Writes so many events to the end; `rate=2000` is 2,000/s."""
        return self.scene.harbor_sim(*self._produce_arguments(events, options))

    def start_load(self, events, **options):
        """The same beside the test; the process is returned, and ended by itself."""
        arguments = self._produce_arguments(events, options)
        command = [str(word) for word in (binary("harbor-sim", "HARBOR_SIM_BINARY"), *arguments)]
        load = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        self.scene.loads.append(load)
        return load

    def _produce_arguments(self, events, options):
        words = ["produce", "--brokers", self.scene.kafka.bootstrap, "--topic", self.topic,
                 "--events", events, "--quiet"]
        if "rate" in options:
            options["rate"] = f"{options['rate']}/s"
        for name, value in {"keys": 1000, "size": 400, **options}.items():
            words += [f"--{name}", value]
        return words

    def throttle(self, rate):
        self.scene.harbor_sim("throttle", "--postgres", self.scene.database_url, "--rate",
                              f"{rate}/s")

    def lift_throttle(self):
        self.scene.harbor_sim("throttle", "--postgres", self.scene.database_url, "--lift")

    def rows(self):
        return self.scene.sql(f"SELECT count(*) FROM {self.projection['table']}")[0][0]

    def row(self, booking_id, column):
        found = self.scene.sql(f"SELECT {column} FROM passenger_manifest WHERE booking_id = %s",
                               (booking_id,))
        return found[0][0] if found else None

    def wait_committed(self, timeout=60.0):
        """Until the group's committed offsets are the topic's ends, and the daemons show it."""
        wait_until(lambda: self.client.uncommitted(self.group, self.topic) == 0,
                   "every record is applied and its offset committed", timeout)
        self._wait_shown(self.client.committed(self.group, self.topic))

    def _wait_shown(self, committed):
        """Metrics follow what happens: those that know of a commit know of what it is for."""
        def is_shown():
            return all(committed.get(partition["partition"]) == partition["committed"]
                       for daemon in self.scene.daemons if daemon.is_running()
                       for partition in daemon.status()["partitions"]
                       if partition["topic"] == self.topic)

        wait_until(is_shown, "the daemons show what is committed")

    def require_table_equals_fold(self):
        """harbor-sim folds the topic with code of its own; and no version ever went back."""
        self.wait_no_writer()
        self.scene.harbor_sim("verify", "--brokers", self.scene.kafka.bootstrap, "--topic",
                              self.topic, "--postgres", self.scene.database_url, "--quiet")
        assert self.scene.sql("SELECT * FROM versions_gone_back LIMIT 5") == []

    def wait_no_writer(self):
        """A killed daemon's backend may still finish the statement in hand."""
        wait_until(lambda: not self.scene.sql(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name LIKE 'manifest-projector%' AND state <> 'idle'"),
            "no backend writes any more")

    def require_every_record_has_its_row(self):
        """For the read log: one row for each offset of each partition."""
        found = dict(self.scene.sql("SELECT partition_no, count(*) FROM read_log GROUP BY 1"))
        ends = {number: end for number, (_, end) in self.client.offsets(self.topic).items()}
        assert {number: found.get(number, 0) for number in ends} == ends

    def count_rows_missing_below_commit(self):
        """Of the read log, at this moment: committed offsets first, what is durable after."""
        committed = self.client.committed(self.group, self.topic)
        rows = dict(self.scene.sql(
            "SELECT partition_no, count(*) FROM read_log JOIN unnest(%s, %s) AS c(partition_no,"
            " next_offset) USING (partition_no) WHERE record_offset < next_offset GROUP BY 1",
            (list(committed), list(committed.values()))))
        return sum(next_offset - rows.get(number, 0) for number, next_offset in committed.items())


def hold_tables(scene, tables="passenger_manifest, read_log"):
    """Nobody else can write to them until the connection that is returned closes."""
    connection = scene.postgres.connect(scene.database)
    connection.autocommit = False
    connection.cursor().execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
    return connection


def outcome(daemon, name):
    return daemon.metrics().value("projector_records_total", outcome=name)


def partition_of(daemon, number):
    """The partition as /status.json has it; None while it is not assigned."""
    found = [p for p in daemon.status()["partitions"] if p["partition"] == number]
    return found[0] if found else None


def log_lines(daemon):
    """The log as events; whatever is no JSON fails."""
    return [json.loads(line) for line in daemon.log().splitlines()]


def log_of(daemon, event_name):
    return [line["message"] for line in log_lines(daemon) if line["event"] == event_name]


def wait_logged(daemon, event_name, *words):
    """The first such message with all the words. A thread of its own writes the log: it may come
    after what metrics and status show already."""
    return wait_until(lambda: next((message for message in log_of(daemon, event_name)
                                    if all(word in message for word in words)), None),
                      f"{event_name} is logged, with {words}")
