"""The daemon's own process: killed, stopped, limited."""

from case import Case, Load, Setting
from verbs_process import kill_at_random_moments

GROUP = "process"

CASES = (
    Case(
        name="killed_ten_times", group=GROUP, in_every_run=True,
        done="SIGKILL at ten random moments under load, started again each time",
        setting=Setting(model="life"), load=Load(rate=700),
        fault=(kill_at_random_moments(10),),
    ),
)
