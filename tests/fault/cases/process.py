"""The daemon's own process: killed, stopped, limited."""

from case import MIB, Case, Load, Setting
from verbs_data import fill_topic, wait_credits_used
from verbs_database import lock_table, terminate_backends, unlock
from verbs_process import (ends_at_once, freeze, kill_at_random_moments, seen_end_advance,
                           start_again, stop_and_start, terminate, thaw, wait_shared)
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
        done="40,000 values that lz4 makes a tenth of and 80,000 erasures wait while PostgreSQL is"
             " away, in a group of the kernel's with memory_limit (112 MiB)",
        setting=Setting(model="life", home="memory group", memory_limit=112 * MIB, configuration={
            "flow": {"in_flight_records": 100_000, "in_flight_bytes": "16MiB", "batch_rows": 500,
                     "batch_bytes": "2MiB", "prefetch_bytes": "8MiB"}}),
        load=Load(rate=300),
        fault=(stop_postgres_at_once(), fill_topic(values=40_000, erasures=80_000),
               wait_credits_used()),
        heal=(start_postgres(), resumes(within=5)),
        catches_up_within=240,
    ),
    Case(
        name="killed_a_hundred_times", group=GROUP,
        done="SIGKILL at a hundred random moments under load, started again each time",
        setting=Setting(model="life"), load=Load(rate=400),
        fault=(kill_at_random_moments(100),),
    ),
    Case(
        name="ended_under_load", group=GROUP,
        done="SIGTERM under load, five times; what was in flight is drained and committed, and"
             " nothing is read again",
        fault=(stop_and_start(5),), heal=(seen_more_rows(500),),
    ),
    Case(
        name="ended_twice", group=GROUP,
        done="SIGTERM while the table is locked, and a second one, at which it ends at once with 0",
        setting=Setting(configuration={"postgres": {"lock_timeout": "5s"}}),
        fault=(lock_table("passenger_manifest"), seen_end_advance(1000), terminate(),
               ends_at_once()),
        heal=(unlock(), start_again(), seen_more_rows(500)),
    ),
    Case(
        name="stopped_for_less_than_its_session", group=GROUP,
        done="SIGSTOP while 3,000 records come, then SIGCONT; the session is 45 s",
        setting=Setting(configuration={"kafka": {"properties": {"session.timeout.ms": "45000"}}}),
        fault=(freeze(), seen_end_advance(3000)),
        heal=(thaw(), resumes(within=5)),
    ),
    Case(
        name="tenth_of_a_core", group=GROUP,
        done="the kernel gives it a tenth of a core",
        setting=Setting(home="cpu quota"), load=Load(rate=2000),
        fault=(seen_more_rows(6000),), catches_up_within=240,
    ),
    Case(
        name="few_descriptors", group=GROUP,
        done="48 descriptors and no more; sessions of PostgreSQL are terminated ten times",
        setting=Setting(home="few descriptors"),
        fault=(terminate_backends(10),),
    ),
)
