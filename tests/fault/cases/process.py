"""The daemon's own process: killed, stopped, limited."""

from case import MIB, Case, Load, Setting
from verbs_data import fill_topic, wait_credits_used
from verbs_process import freeze, kill_at_random_moments, thaw, wait_shared
from verbs_seen import resumes, seen_log, seen_more_rows
from verbs_servers import start_postgres, stop_postgres_at_once

GROUP = "process"

CASES = (
    Case(
        name="killed_ten_times", group=GROUP, in_every_run=True,
        done="SIGKILL at ten random moments under load, started again each time",
        setting=Setting(model="life"), load=Load(rate=400),
        fault=(kill_at_random_moments(10),),
    ),
    Case(
        name="stopped_for_longer_than_its_session", group=GROUP, in_every_run=True,
        done="one of two members gets SIGSTOP until the group has given its partitions to the other,"
             " then SIGCONT",
        setting=Setting(daemons=2, static=False), rebalances=True,
        fault=(freeze(member=0), wait_shared(1)),
        heal=(thaw(member=0), seen_log("group.lost", member=0), wait_shared(0, 1),
              seen_more_rows(500)),
    ),
    Case(
        name="worst_case_of_memory", group=GROUP, in_every_run=True,
        done="40,000 well compressed values (lz4) and 80,000 erasures wait while PostgreSQL is away,"
             " in a group of the kernel's with memory_limit (112 MiB)",
        setting=Setting(model="life", home="memory group", memory_limit=112 * MIB, configuration={
            "flow": {"in_flight_records": 2_000, "in_flight_bytes": "16MiB", "batch_rows": 500,
                     "batch_bytes": "2MiB", "prefetch_bytes": "8MiB"}}),
        load=Load(rate=300),
        fault=(stop_postgres_at_once(), fill_topic(values=40_000, erasures=80_000),
               wait_credits_used()),
        heal=(start_postgres(), resumes(within=5)),
        catches_up_within=240,
    ),
)
