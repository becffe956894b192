"""The network between the daemon and its servers."""

from case import Case, Setting
from verbs_seen import finds_dead_link, resumes, seen_state
from verbs_servers import drop_packets, pass_packets

GROUP = "network"

CASES = (
    Case(
        name="half_open_link_to_postgres", group=GROUP, in_every_run=True,
        done="all packets between daemon and PostgreSQL vanish, in both directions",
        setting=Setting(home="private network", linked=("postgres", "kafka")),
        fault=(drop_packets("postgres"), finds_dead_link(within=30), seen_state("stalled")),
        heal=(pass_packets(), resumes(within=5)),
    ),
)
