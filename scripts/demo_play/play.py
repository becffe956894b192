"""The evening as it goes: each step at its time, a look at the daemon in between."""

import time
from dataclasses import dataclass

from . import exports
from .crash import Crash
from .edge import Edge
from .evening import BURST_RATE, CALM_RATE, PROTECTION_PATIENCE, SLOW_TABLE_RATE
from .watch import INTERVAL, Watch

# As at normal load: the end of the log is known to the second, so the lag is one second's at most.
CAUGHT_UP_AGE = 1.0
CAUGHT_UP_LAG = 2 * CALM_RATE
DRAIN_PATIENCE = 120.0


@dataclass
class Outcome:
    """What the report is made of."""

    watch: Watch
    crash: Crash
    produced: dict
    verified: dict
    drain_seconds: float
    lag_at_lift: int
    exit_code: int
    uncommitted: int
    dead_letter_records: int
    commit_interval: float
    rows_at_once: int
    edge: Edge
    exported: dict  # Of the exports, what was produced and what was found.
    verified_exports: dict
    began_at: float


class Play:
    def __init__(self, stage, evening, screen):
        self._stage = stage
        self._screen = screen
        self._watch = Watch(stage.daemon)
        self._edge = Edge(stage.daemon)
        self._phase = "calm"
        self._began_at = None  # By the wall clock, as decisions are.
        self._are_exports_held = False
        self._crash = None
        self._throttle = None
        self._lifted_at = None
        self._lag_at_lift = 0
        self._drain_seconds = None
        self._evening = evening
        self._steps = [(evening.slow_at, self._slow_table), (evening.burst_at, self._burst),
                       (evening.kill_at, self._kill), (evening.calm_again_at, self._calm_again),
                       (evening.lift_at, self._lift)]

    def run(self):
        """Returns the Outcome; raises when a part of the stage itself failed."""
        self._stage.daemon.start()
        self._screen.begin()
        self._screen.say(f"{CALM_RATE} events a second, as on any evening: bookings confirmed, "
                         "amended, checked in, cancelled, erased, and a few that are broken.")
        self._screen.say(f"Beside them {exports.RATE} exports a second into a table of their own "
                         "(class: optional), and an edge that asks before it adds more.")
        loads = (self._stage.produce(self._evening.profile),
                 self._stage.produce_exports(self._evening.exports_profile))
        self._began_at = time.time()
        with self._edge.asking():
            self._play(loads)
            produced, exported = (load.result() for load in loads)
            self._wait_until_all_is_well()
        return self._judge(produced, exported)

    def _play(self, loads):
        began = time.monotonic()
        while not (all(load.has_ended() for load in loads) and self._drain_seconds is not None):
            if self._steps and self._is_due(*self._steps[0], time.monotonic() - began):
                self._steps.pop(0)[1]()
            self._look_around()
            self._give_up_when_too_late()
            time.sleep(INTERVAL)

    def _is_due(self, at, step, seconds):
        """The lift waits for what the slow table is there to show."""
        waits = step == self._lift and not (self._watch.was_held and self._edge.turned_away)
        return seconds >= at + (PROTECTION_PATIENCE if waits else 0)

    # --- Steps.

    def _slow_table(self):
        self._phase = "slow table"
        self._throttle = self._stage.slow_table(SLOW_TABLE_RATE)
        self._screen.say(f"An index build begins: the table takes {SLOW_TABLE_RATE} rows a second "
                         "from now on.")

    def _burst(self):
        self._throttle.finish()
        self._phase = "burst"
        self._screen.say(f"Check-in opens: {BURST_RATE:,} events a second. The excess waits in "
                         "Kafka, not in memory.")

    def _kill(self):
        self._phase = "restart"
        self._crash = Crash(self._stage, self._watch)
        self._screen.say("SIGKILL: the daemon is gone, without a word, and was started again.")

    def _calm_again(self):
        self._phase = "backlog"
        self._screen.say(f"The rush is over: {CALM_RATE} events a second. The table is still "
                         "slow.")

    def _lift(self):
        self._phase = "drain"
        self._lag_at_lift = self._watch.sight.lag if self._watch.sight else 0
        self._throttle = self._stage.lift()
        self._lifted_at = time.monotonic()
        self._screen.say("The index build is done: the table is as fast as ever.")

    # --- Between the steps.

    def _look_around(self):
        if self._crash is None or self._crash.answers_after is not None:
            self._watch.look()
        if self._crash is not None and not self._crash.is_over():
            self._look_at_restart()
        if self._lifted_at is not None and self._drain_seconds is None:
            self._look_at_drain()
        self._look_at_exports()
        self._screen.show(self._phase, self._watch.sight)

    def _look_at_exports(self):
        sight = self._watch.sight
        if sight is None or sight.exports_held == self._are_exports_held:
            return
        self._are_exports_held = sight.exports_held
        if not sight.exports_held and self._lifted_at is None:
            self._screen.say("The new process does not know yet how slow the table is: until it does, "
                             "exports are read.")
        elif sight.exports_held:
            self._screen.say(f"The budget of bookings ({sight.budget:.0f} s) is at risk by forecast: "
                             "exports are not read any more, and the edge is refused (429).")
        else:
            self._screen.say("Bookings are out of danger: exports are read again "
                             f"({sight.exports_lag:,} wait), and the edge is admitted as before.")

    def _look_at_restart(self):
        had_row = self._crash.first_row_after is not None
        self._crash.look()
        if not had_row and self._crash.first_row_after is not None:
            self._phase = "burst" if self._phase == "restart" else self._phase
            self._screen.say(f"New rows again, {self._crash.first_row_after:.1f} s after the "
                             "restart.")

    def _look_at_drain(self):
        sight = self._watch.sight
        if sight and sight.oldest_age < CAUGHT_UP_AGE and sight.lag < CAUGHT_UP_LAG:
            self._drain_seconds = time.monotonic() - self._lifted_at
            self._phase = "calm"
            self._screen.say(f"Caught up: the backlog of {self._lag_at_lift:,} records took "
                             f"{self._drain_seconds:.1f} s.")

    def _give_up_when_too_late(self):
        if not self._stage.daemon.is_running():
            raise RuntimeError(f"the daemon ended:\n{self._stage.daemon.log_tail()}")
        waited = time.monotonic() - self._lifted_at if self._lifted_at else 0
        if self._drain_seconds is None and waited > DRAIN_PATIENCE:
            raise RuntimeError(f"not caught up {DRAIN_PATIENCE:.0f} s after the table was fast")

    # --- The end.

    def _is_all_well(self):
        sight = self._watch.sight
        return (self._crash.is_over() and sight is not None and sight.lag + sight.exports_lag == 0
                and not sight.exports_held and sight.state == "steady"
                and self._edge.was_admitted_last)

    def _wait_until_all_is_well(self):
        deadline = time.monotonic() + DRAIN_PATIENCE
        self._watch.look_at_new_figures()
        self._look_at_exports()
        while not self._is_all_well():
            if time.monotonic() > deadline:
                raise RuntimeError(f"not everything was applied {DRAIN_PATIENCE:.0f} s after the "
                                   "last record came")
            time.sleep(INTERVAL)
            self._look_around()

    def _judge(self, produced, exported):
        self._throttle.finish()
        self._phase = "verify"
        self._screen.say("The load is over. Stopping the daemon (SIGTERM) and verifying every row "
                         "against the topic.")
        interval = self._stage.commit_interval
        exit_code = self._stage.daemon.stop()
        uncommitted = self._stage.uncommitted()
        verified = self._stage.verify().result(good_codes=(0, 1))
        verified_exports = self._stage.verify_exports().result(good_codes=(0, 1))
        dead_letters = self._stage.kafka.client.record_count(self._stage.dead_letter_topic)
        return Outcome(self._watch, self._crash, produced, verified, self._drain_seconds,
                       self._lag_at_lift, exit_code, uncommitted, dead_letters, interval,
                       self._stage.rows_at_once, self._edge, exported, verified_exports,
                       self._began_at)
