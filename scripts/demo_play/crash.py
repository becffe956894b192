"""SIGKILL and restart, and what they cost: records read again, and time without new rows."""

import time

from .stage import ROLE, TABLE

# Rows that the new process wrote: their transactions began after the kill. Those that the killed
# process had sent are older, although PostgreSQL may finish them later.
FIRST_NEW_ROW = ("SELECT extract(epoch FROM min(pg_xact_commit_timestamp(xmin))) "
                 f"FROM {TABLE} WHERE xmin::text::bigint > %s")
# Takes an id for itself, so that every transaction with a lower one had begun before.
LAST_TRANSACTION = "SELECT pg_current_xact_id()::text::bigint"
BACKENDS = (f"FROM pg_stat_activity WHERE usename = '{ROLE}' "
            "AND query ~ '^(INSERT|UPDATE|DELETE)'")
ORPHANS = f"SELECT count(*) {BACKENDS} AND state = 'active' AND backend_start < to_timestamp(%s)"
FIRST_WRITE = (f"SELECT extract(epoch FROM min(query_start)) {BACKENDS} "
               "AND backend_start >= to_timestamp(%s)")


class Crash:
    """The daemon, killed without warning and started again at once.

    Times are seconds from the restart on; None: not yet.
    """

    def __init__(self, stage, watch):
        self._stage = stage
        self._watch = watch
        self.answers_after = None
        self.writes_after = None
        self.first_row_after = None
        self.orphans_done_after = None

        seen = watch.look_at_new_figures()
        stage.daemon.kill()
        watch.be_blind()
        self.in_flight_limit = seen.in_flight_limit
        self.out_rate = seen.out_rate
        self.rebalances_before = seen.rebalances
        self.retries_before = seen.retries
        # The killed process began at offset 0, so what it had read is what it counted.
        committed = stage.committed()
        self.read_again = seen.finished + seen.in_flight - committed
        self.applied_again = seen.finished - committed
        self._last_transaction, = stage.observe(LAST_TRANSACTION)
        self._restarted_at = time.time()
        stage.daemon.start(wait=False)
        self.orphans, = stage.observe(ORPHANS, (self._restarted_at,))

    def promised_replay(self, commit_interval):
        """Contract, section 2: twice the in-flight limit, and the work of one commit interval."""
        return round(2 * self.in_flight_limit + self.out_rate * commit_interval)

    def is_over(self):
        return None not in (self.answers_after, self.writes_after, self.first_row_after,
                            self.orphans_done_after)

    def look(self):
        """Notes what has come true since the last call."""
        since = time.time() - self._restarted_at
        if self.answers_after is None and self._watch.is_answering():
            self.answers_after = since
        if self.writes_after is None:
            self.writes_after = self._time_of(FIRST_WRITE, self._restarted_at)
        if self.orphans_done_after is None:
            if self._stage.observe(ORPHANS, (self._restarted_at,))[0] == 0:
                self.orphans_done_after = since if self.orphans else 0.0
        if self.first_row_after is None:
            self.first_row_after = self._time_of(FIRST_NEW_ROW, self._last_transaction)

    def _time_of(self, statement, parameter):
        at, = self._stage.observe(statement, (parameter,))
        return None if at is None else float(at) - self._restarted_at
