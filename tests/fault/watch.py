"""Watches a case from the outside, several times a second, and notes what must never be seen."""

import threading
from contextlib import suppress

import psycopg2
from confluent_kafka import Consumer, KafkaException, TopicPartition

from tail import Tail, origin_of_letter, place, place_of_erasure

PAUSE_SECONDS = 0.25
DURABLE = """
SELECT partition_no, count(*) FROM read_log JOIN unnest(%s, %s) AS c(partition_no, next_offset)
USING (partition_no) WHERE record_offset < next_offset GROUP BY 1"""
MISSING = """
SELECT known FROM generate_series(0, %s - 1) AS known
WHERE NOT EXISTS (SELECT FROM read_log WHERE partition_no = %s AND record_offset = known)"""


class Watch:
    """A thread of its own, so that a step that waits is watched, too."""

    def __init__(self, play):
        self._play = play
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._database = None
        self._offsets = Consumer({"bootstrap.servers": play.scene.kafka.bootstrap,
                                  "group.id": play.group, "log_level": 0,
                                  "reconnect.backoff.max.ms": 200, "enable.auto.commit": False})
        self._undecided = []  # Commits seen while PostgreSQL could not be asked.
        self._letters = Tail(play, play.dead_letter_topic, 1, origin_of_letter)
        erasures = play.topic if play.case.setting.model == "life" else ""
        self._erasures = Tail(play, erasures, play.case.setting.partitions, place_of_erasure)
        gaps = play.topic if play.case.setting.gaps else ""
        self._visible = Tail(play, gaps, play.case.setting.partitions, place)
        self.without_row = set()
        self.gaps = 0  # Offsets that the log does not have.
        self.violations = []
        self.samples = 0
        self.commits_compared = 0
        self.in_flight_max = 0
        self.resident_max = 0

    def start(self):
        self._thread.start()

    def stop(self):
        self._ending.set()
        self._thread.join(60)
        self.sample()
        if self._undecided or not self.commits_compared:
            self.violations.append(f"{len(self._undecided)} commits could not be compared")
        self._read_on()
        self._offsets.close()
        self._letters.close()
        self._erasures.close()
        self._visible.close()
        if self._database:
            self._database.close()

    def _run(self):
        while not self._ending.wait(PAUSE_SECONDS):
            try:
                self.sample()
            except Exception as error:  # A watcher that died would see nothing any more.
                self.violations.append(f"the watch failed: {error!r}")
                return

    def sample(self):
        self.samples += 1
        for member in self._play.running_members():
            # It may be killed or stopped at any moment of this.
            with suppress(RuntimeError, OSError, KeyError, ValueError):
                self._look_at(member)
        committed = self._committed()
        if committed is not None:
            self._undecided.append(committed)
        with suppress(psycopg2.OperationalError, psycopg2.InterfaceError):  # It is away.
            self._compare_with_durable()

    def _look_at(self, member):
        metrics = member.metrics()
        for limit in ("records", "bytes"):
            in_flight = metrics.value(f"projector_in_flight_{limit}")
            most = metrics.value("projector_limit", limit=limit)
            if in_flight > most:
                self.violations.append(f"{in_flight:.0f} {limit} in flight, limit {most:.0f}")
        self.in_flight_max = max(self.in_flight_max, metrics.value("projector_in_flight_records"))
        resident = member.memory()[0]
        self.resident_max = max(self.resident_max, resident)
        limit = self._play.case.setting.memory_limit
        if resident > limit:
            self.violations.append(f"{resident} resident bytes, limit {limit}")

    def _committed(self):
        """The group's offsets; None while Kafka does not answer."""
        asked = [TopicPartition(self._play.topic, number)
                 for number in range(self._play.partitions)]
        try:
            answers = self._offsets.committed(asked, timeout=2.0)
        except KafkaException:
            return None
        if any(answer.error for answer in answers):
            return None
        return {answer.partition: answer.offset for answer in answers if answer.offset >= 0}

    def _compare_with_durable(self):
        """Offsets were read before the rows, so what is missing was not durable at the commit."""
        with self._cursor() as cursor:
            while self._undecided:
                committed = self._undecided[0]
                cursor.execute(DURABLE, (list(committed), list(committed.values())))
                rows = dict(cursor.fetchall())
                for number, next_offset in committed.items():
                    if rows.get(number, 0) < next_offset:
                        self._explain(cursor, number, next_offset)
                self._undecided.pop(0)
                self.commits_compared += 1

    def _explain(self, cursor, number, next_offset):
        """A record without a row is an erasure, durable as a dead letter, or lost."""
        cursor.execute(MISSING, (next_offset, number))
        missing = {(number, offset) for offset, in cursor.fetchall()}
        lost = missing - self.without_row
        lost = {(number, offset) for number, offset in lost
                if offset >= self._play.log_begin.get(number, 0)}
        if lost:
            lost -= self._read_on()
        if self._play.case.setting.gaps:
            lost &= self._visible.found
        if lost:
            self.violations.append(f"{len(lost)} of partition {number} were committed at"
                                   f" {next_offset} and are not durable: {sorted(lost)[:5]}")

    def _read_on(self):
        """(partition, offset) of all that is not expected among the rows."""
        self._visible.read_on()
        self.without_row = self._letters.read_on() | self._erasures.read_on()
        return self.without_row

    def not_in_the_log(self, places):
        """Those of them that are gaps; counted are those that the member's present life met."""
        if not self._play.case.setting.gaps:
            return set()
        found = places - self._visible.found
        begun_at = self._play.begun_at
        self.gaps += sum(offset >= begun_at.get(number, 0) for number, offset in found)
        return found

    def _cursor(self):
        if self._database is None or self._database.closed:
            self._database = self._play.scene.postgres.connect(self._play.scene.database)
        return self._database.cursor()
