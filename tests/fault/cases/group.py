"""Members of the group come, go, and get in each other's way."""

from case import Case, Setting
from verbs_database import lock_table, unlock
from verbs_process import ends_with, join, seen_end_advance, visit, wait_shared
from verbs_seen import seen_log, seen_more_rows

GROUP = "group"

CASES = (
    Case(
        name="same_instance_id_twice", group=GROUP, in_every_run=True,
        done="a second member starts with the instance_id of the first, which ends with 80",
        rebalances=True, exits=frozenset({80}),
        fault=(join(instance_id="member-1", ready=False), ends_with(80, member=0),
               seen_log("kafka.fatal", "instance_id", member=0)),
        heal=(seen_more_rows(500),),
    ),
    Case(
        name="members_come_and_go", group=GROUP,
        done="a second member comes and goes six times, by SIGTERM and SIGKILL in turn",
        setting=Setting(static=False), rebalances=True,
        fault=(visit(6),), heal=(seen_more_rows(500),),
    ),
    Case(
        name="revoked_while_the_table_is_locked", group=GROUP,
        done="a member joins while no batch of the other can end; the revoke is answered by its"
             " deadline, late writes are harmless",
        setting=Setting(static=False, configuration={"kafka": {"revoke_drain": "2s"}}),
        rebalances=True,
        fault=(lock_table("passenger_manifest"), seen_end_advance(1500), join(), wait_shared(0, 1)),
        heal=(unlock(), seen_more_rows(500)),
    ),
)
