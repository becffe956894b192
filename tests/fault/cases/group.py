"""Members of the group come, go, and get in each other's way."""

from case import Case
from verbs_process import ends_with, join
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
)
