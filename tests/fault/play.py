"""One case being played: its topic, tables, members and load, and what has been seen so far."""

import json
import subprocess

import yaml
from harness.pgbouncer import PgBouncer
from harness.pipeline import binary
from harness.scene import Scene
from harness.waiting import wait_until

from bookings import AUDIT, MANIFEST, READ_LOG, RECORDS, REPOSITORY, SCHEMA
from case import MIB
from homes import HOMES
from own_kafka import OWN_KAFKA
from servers import SECRET_USERS

LIFE = yaml.safe_load((REPOSITORY / "config" / "harbor_point.yaml").read_text(
    encoding="utf-8"))["projections"]["manifest"]

# An erasure can only delete, so it leaves no row here: the watch looks for it in the log.
EVERY_RECORD = {**RECORDS, "tombstone": {
    "do": "delete", "version": "@offset",
    "columns": {name: RECORDS["columns"][name] for name in RECORDS["key"]}}}

# By the model of the load.
PROJECTIONS = {"life": {"manifest": LIFE, "records": EVERY_RECORD},
               "flat": {"manifest": MANIFEST, "records": RECORDS}}

# Every limit is met many times by a load of some thousand records; the worst case is 80 MiB.
FLOW = {"in_flight_records": 400, "in_flight_bytes": "8MiB", "poll_records": 100, "batch_rows": 100,
        "batch_bytes": "1MiB", "record_bytes": "512KiB", "prefetch_bytes": "4MiB"}
EVENTS_MAX = 10_000_000  # The load is ended by the case.

# What a second topic is projected to.
NEIGHBOUR_SQL = """
CREATE TABLE neighbours (partition_no int, record_offset bigint, record_key text, version bigint,
                         PRIMARY KEY (partition_no, record_offset));
"""
NEIGHBOUR = {**RECORDS, "table": "neighbours"}

# Quick to notice a member that is gone; the broker allows no less.
QUICK_GROUP = {"session.timeout.ms": "6000", "heartbeat.interval.ms": "500"}


def laid_over(base, more):
    """Sections of a configuration, one over the other."""
    result = dict(base)
    for name, value in more.items():
        both = isinstance(value, dict) and isinstance(base.get(name), dict)
        result[name] = laid_over(base[name], value) if both else value
    return result


class Play:
    """The daemon writes two tables in one transaction: the manifest, which the fold is compared
    with, and a row for each record, which says what is durable."""

    def __init__(self, servers, case):
        self.case = case
        self.servers = servers
        self.scene = Scene(servers)
        self.own_kafka = None
        if case.setting.kafka:
            self.own_kafka = OWN_KAFKA[case.setting.kafka](self.scene.directory / f"kafka-{self.scene.number}")
            self.own_kafka.start()
            self.scene.kafka = self.own_kafka
        self.client = self.scene.kafka.client
        self.group = self.scene.name("projector")
        self.topic = self.scene.create_topic("bookings", case.setting.partitions,
                                             case.setting.topic)
        self.dead_letter_topic = ""
        if case.setting.dead_letters:
            self.dead_letter_topic = self.scene.create_topic("bookings-dead", 1)
        self.neighbour = self.scene.create_topic("others", 1) if case.setting.neighbour else ""
        self.partitions = case.setting.partitions
        self.scene.sql(SCHEMA + AUDIT + READ_LOG + NEIGHBOUR_SQL + case.setting.sql)
        self.password_file = self.scene.directory / f"password-{self.scene.number}"
        self._make_user()
        if self.own_kafka:
            self.own_kafka.let_in(self)
        self.pool = None
        if case.setting.pooled:
            self.pool = PgBouncer(self.scene.directory / "pgbouncer", self.scene.postgres)
            self.pool.start()
        self.at_the_end = []  # What steps leave to be taken back, the last first.
        self.members = []
        self.home = HOMES[case.setting.home](self)
        self.loads = []
        self.figures = {}
        self.kept = {}  # What one step leaves for a later one, by name.
        self.kills = 0
        self.stopped = set()  # Members that a step ended or stopped; they need not run.
        self.log_begin = {}  # Where a step has cut off the log.
        self._eye = None
        self.begun_at = {}  # Offsets at which the member's present life began.

    @property
    def member(self):
        return self.members[0]

    def add_member(self, instance_id=None, **sections):
        """A daemon, not yet started."""
        number = len(self.members) + 1
        name = f"member-{number}" if instance_id is None else instance_id
        configuration = laid_over(self._configuration(), sections)
        if self.case.setting.static or instance_id is not None:
            configuration["kafka"]["instance_id"] = name
        member = self.scene.daemon(configuration)
        self.home.move_in(member)
        self.members.append(member)
        return member

    def start(self):
        """Members and load; returns when rows have begun to arrive."""
        for _ in range(self.case.setting.daemons):
            self.add_member().start()
        if self.case.load.rate:
            self.start_load()
            wait_until(lambda: self.applied() > 300, "rows arrive", 60)

    def start_load(self, **options):
        load = self.case.load
        told = {"events": EVENTS_MAX, "rate": f"{load.rate}/s", "duplicates": load.duplicates,
                "disorder": load.disorder, "bad": load.bad, "keys": load.keys, "size": 400,
                "model": self.case.setting.model, **options}
        words = ["produce", "--brokers", self.scene.kafka.bootstrap, "--topic", self.topic,
                 "--quiet"]
        for name, value in told.items():
            words += [f"--{name}", value]
        command = [str(word) for word in (binary("harbor-sim", "HARBOR_SIM_BINARY"), *words)]
        self.loads.append(subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.STDOUT))

    def end_load(self):
        """What the topic has by then is what counts."""
        for load in self.loads:
            assert load.poll() is None, "the load ended before its time"
            load.terminate()
            load.wait(30)
        self.loads = []

    def records_to_read(self):
        """By the one member's last life; None where several shared them."""
        if len(self.members) != 1:
            return None
        return sum(end - max(begin, self.begun_at.get(number, 0))
                   for number, (begin, end) in self.client.offsets(self.topic).items())

    def start_again(self, member):
        """A member that has ended; it begins at what is committed now."""
        self.begun_at = self.client.committed(self.group, self.topic)
        self.stopped.discard(member)
        member.start()

    def wait_caught_up(self, timeout):
        wait_until(lambda: self.client.uncommitted(self.group, self.topic) == 0,
                   "every record has its outcome and its offset is committed", timeout)

    def sql(self, statement, parameters=None):
        return self.scene.sql(statement, parameters)

    def look(self, statement):
        """The same by a connection that stays, for what is asked many times a second."""
        if self._eye is None or self._eye.closed:
            self._eye = self.scene.postgres.connect(self.scene.database)
        with self._eye.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def outcomes(self, member):
        """Records of this life of the member, by outcome."""
        return {labels["outcome"]: int(value) for name, labels, value in member.metrics().series
                if name == "projector_records_total" and labels["topic"] == self.topic}

    def applied(self):
        return sum(self.outcomes(member)["applied"] for member in self.running_members())

    def running_members(self):
        return [member for member in self.members if member.is_running()
                and member not in self.stopped]

    def log_of(self, event, member=None):
        lines = [json.loads(line) for line in (member or self.member).log().splitlines()]
        return [line["message"] for line in lines if line["event"] == event]

    def close(self):
        if self._eye:
            self._eye.close()
        for load in self.loads:
            load.kill()
            load.wait()
        self.scene.close()
        for undo in reversed(self.at_the_end):
            undo()
        if self.pool:
            self.pool.stop()
        if self.own_kafka:
            self.own_kafka.kill()
        self.home.close()

    def _make_user(self):
        user = self.case.setting.user
        if user:
            self.sql(f"CREATE ROLE {user} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {user}")
        if user in SECRET_USERS:
            self.sql(f"ALTER ROLE {user} PASSWORD 'first'")
            self.password_file.write_text("first\n")

    def _database_url(self):
        setting, port = self.case.setting, self.servers.postgres.port
        if "postgres" in setting.linked:
            port = self.servers.links["postgres"].port
        if self.pool:
            port = self.pool.port
        url = self.scene.database_url.replace(f":{self.servers.postgres.port}/", f":{port}/")
        return url.replace("//postgres@", f"//{setting.user}@") if setting.user else url

    def _configuration(self):
        linked = self.case.setting.linked
        base = {"kafka": {"properties": QUICK_GROUP}, "postgres": {"writers": 2},
                "flow": {**FLOW, "memory_limit": f"{self.case.setting.memory_limit // MIB}MiB"},
                "topics": [{"name": self.topic, "projection": ["manifest", "records"],
                            "dead_letter_topic": self.dead_letter_topic}],
                "projections": dict(PROJECTIONS[self.case.setting.model])}
        if self.case.setting.neighbour:
            base["topics"].append({"name": self.neighbour, "projection": "neighbours"})
            base["projections"]["neighbours"] = NEIGHBOUR
        if self.own_kafka:
            base["kafka"] = laid_over(base["kafka"], self.own_kafka.member_section())
        if "kafka" in linked:
            base["kafka"]["brokers"] = [self.servers.links["kafka"].address]
        base["postgres"]["url"] = self._database_url()
        if self.case.setting.user in SECRET_USERS:
            base["postgres"]["password_file"] = str(self.password_file)
        return laid_over(base, self.case.setting.configuration)
