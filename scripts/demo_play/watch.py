"""Looks at the daemon from the outside, a few times a second, and keeps the extremes."""

import time
from dataclasses import dataclass
from datetime import datetime, timezone

# As often as the daemon itself renews its figures: looking more often shows nothing more.
INTERVAL = 0.25
KILLED = "killed"  # In the history of states, where a process ended.


@dataclass(frozen=True)
class Sight:
    """What one look saw; rates are records a second, as the daemon shows them."""

    state: str
    in_rate: float
    out_rate: float
    lag: int
    oldest_age: float
    budget: float
    in_flight: int
    in_flight_limit: int
    finished: int  # Records with an outcome, of this process.
    rebalances: int
    retries: int
    resident_bytes: int
    exports_lag: int
    exports_held: bool
    exports_held_seconds: float  # With records waiting, of this process.
    decisions: tuple  # (when, from, to, reason), of this process.


def look_at(daemon):
    """Raises RuntimeError, OSError or KeyError when the daemon does not answer in full."""
    status = daemon.status()
    metrics = daemon.metrics()
    topic, exports = status["topics"]
    finished = (metrics.value("projector_records_total")
                - metrics.value("projector_records_total", outcome="released"))
    retries = (metrics.value("projector_retries_total")
               if "projector_retries_total" in metrics.names() else 0)
    return Sight(state=status["state"], in_rate=topic["in_rate"], out_rate=topic["out_rate"],
                 lag=topic["lag"], oldest_age=topic["oldest_age_s"],
                 budget=topic["budget_s"],
                 in_flight=status["credits"]["in_use"],
                 in_flight_limit=int(metrics.value("projector_limit", limit="records")),
                 finished=int(finished),
                 rebalances=int(metrics.value("projector_rebalances_total")),
                 retries=int(retries), resident_bytes=daemon.memory()[0],
                 exports_lag=exports["lag"],
                 exports_held=exports["reason"].startswith("held: "),
                 exports_held_seconds=metrics.value("projector_intake_throttled_seconds_total",
                                                    topic=exports["name"], reason="held"),
                 decisions=tuple((decision["at"], decision["from"], decision["to"],
                                  decision["reason"]) for decision in status["decisions"]))


class Watch:
    """The looks at one evening. A look that fails while the daemon should answer is kept, too."""

    def __init__(self, daemon):
        self._daemon = daemon
        self.sight = None  # The last one; None while the daemon is away.
        self.looks = 0
        self.failures = []
        self.most_in_flight = 0
        self.most_resident_bytes = 0
        self.oldest_age = 0.0
        self.budget = 0.0
        self.largest_lag = 0
        self.stalled_seconds = 0.0
        self.was_held = False  # The exports, at any look.
        self._held_seconds_before = 0.0  # Of processes that are gone.
        self._decisions_before = ()
        self._last_sight = None
        self._looked_at = None

    def look(self):
        self.looks += 1
        try:
            sight = look_at(self._daemon)
            self._keep_peak_memory()
        except (RuntimeError, OSError, KeyError, IndexError, TypeError, ValueError) as error:
            self.sight = None
            self.failures.append(f"{type(error).__name__}: {error}")
            return
        self.sight = self._last_sight = sight
        self.was_held = self.was_held or sight.exports_held
        self.most_in_flight = max(self.most_in_flight, sight.in_flight)
        self.oldest_age = max(self.oldest_age, sight.oldest_age)
        self.budget = sight.budget
        self.largest_lag = max(self.largest_lag, sight.lag)
        now = time.monotonic()
        if sight.state == "stalled":
            self.stalled_seconds += now - (self._looked_at or now)
        self._looked_at = now

    def look_at_new_figures(self, patience=2.0):
        """Looks until the daemon has just renewed its figures: what is seen is then exact."""
        self.look()
        before = self.sight
        deadline = time.monotonic() + patience
        while self.sight == before and time.monotonic() < deadline:
            time.sleep(0.01)
            self.look()
        if self.sight is None:
            raise RuntimeError(f"the daemon does not answer: {self.failures[-1]}")
        return self.sight

    def is_answering(self):
        """For the time after a restart, in which not to answer is no failure."""
        status, _ = self._daemon.get("/readyz")
        return status == 200

    def be_blind(self):
        """The daemon was killed on purpose."""
        self._held_seconds_before = self.held_seconds()
        now = datetime.now(timezone.utc).isoformat()
        self._decisions_before = (*self.decisions(), (now, "", KILLED, ""))
        self.sight = self._last_sight = None
        self._looked_at = None

    def held_seconds(self):
        """How long exports waited for bookings, by the daemon's own account."""
        last = self._last_sight
        return self._held_seconds_before + (last.exports_held_seconds if last else 0.0)

    def decisions(self):
        """Each change of the state, of all processes, as far as they were seen, and the kill."""
        last = self._last_sight
        return self._decisions_before + (last.decisions if last else ())

    def _keep_peak_memory(self):
        self.most_resident_bytes = max(self.most_resident_bytes, self._daemon.memory()[1])
