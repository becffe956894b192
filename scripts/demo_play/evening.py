"""July 14, compressed: how much arrives when, and what happens to the table and the daemon."""

from dataclasses import dataclass

from . import exports

CALM_RATE = 500  # Events a second, as on any evening.
BURST_RATE = 3000  # As check-in opens.
SLOW_TABLE_RATE = 600  # Rows a second that an index build leaves.
# The table stays slow until bookings were protected; on a machine so slow that they were not, no
# longer than this beyond the time of the lift.
PROTECTION_PATIENCE = 30.0


@dataclass(frozen=True)
class Evening:
    """All in seconds from the first event on.

        calm        | burst                      | after        |
        500/s       | 3,000/s                    | 500/s        | load over
                  slow (600 rows/s) ... kill ............. lift  | drained, verified
                            exports held, edge refused ......
    """

    slow_at: float
    burst_at: float
    kill_at: float
    calm_again_at: float
    lift_at: float
    load_ends_at: float
    budget: str  # The freshness budget of bookings.

    @property
    def profile(self):
        """For harbor-sim produce."""
        return (f"{CALM_RATE}/s:{self.burst_at:g}s,"
                f"{BURST_RATE}/s:{self.calm_again_at - self.burst_at:g}s,"
                f"{CALM_RATE}/s:{self.load_ends_at - self.calm_again_at:g}s")

    @property
    def exports_profile(self):
        return f"{exports.RATE}/s:{self.load_ends_at:g}s"


WHOLE = Evening(slow_at=18, burst_at=20, kill_at=40, calm_again_at=60, lift_at=75, load_ends_at=85,
                budget="2m")
# A budget that so short a burst endangers, and that what can be lost on a slow machine does not break.
QUICK = Evening(slow_at=3, burst_at=4, kill_at=9, calm_again_at=14, lift_at=16, load_ends_at=26,
                budget="30s")
