"""Kafka goes, comes back, and moves things."""

from case import Case, Load, Setting
from verbs_data import (abort_transactions, add_partitions, compact_log, create_dead_letter_topic,
                        cut_log, delete_dead_letter_topic, produce_records, seen_partitions)
from verbs_process import kill_it, seen_end_advance, start_again
from verbs_quota import does_not_spin, give_quota, grant, lift_quota, withdraw
from verbs_seen import (metric_rises, resumes, seen_cause, seen_log, seen_more_rows, seen_outcomes,
                        seen_state, seen_waiting)
from verbs_servers import kill_coordinators, kill_kafka, start_kafka

GROUP = "broker"
NOT_JSON = [(f"bad-{number}".encode(), b"{not json") for number in range(40)]

CASES = (
    Case(
        name="broker_killed_and_restarted", group=GROUP, in_every_run=True,
        done="the only broker gets SIGKILL under load and starts again",
        rebalances=True,
        fault=(kill_kafka(), seen_log("kafka.warning")),
        heal=(start_kafka(), seen_more_rows(500)),
    ),
    Case(
        name="dead_letter_topic_away", group=GROUP, in_every_run=True,
        done="the dead-letter topic is deleted, 40 bad records come, and it is made anew",
        fault=(delete_dead_letter_topic(), produce_records(*NOT_JSON),
               seen_waiting("dead letter", partitions=4), seen_more_rows(500)),
        heal=(create_dead_letter_topic(), seen_outcomes(dead_lettered=len(NOT_JSON))),
    ),
    Case(
        name="log_starts_after_the_commit", group=GROUP, rebalances=True,
        done="while the daemon is dead, records beyond its commit are deleted; offset_lost is"
             " earliest",
        setting=Setting(configuration={"kafka": {"offset_lost": "earliest"}}),
        fold=False,  # The log has lost what the table must be made of; rows and commits are compared.
        fault=(kill_it(), seen_end_advance(4000), cut_log(), start_again()),
        heal=(metric_rises("projector_offsets_lost_total", 4), seen_more_rows(500)),
    ),
    Case(
        name="partitions_added", group=GROUP, rebalances=True,
        done="two partitions are added under load",
        # Versions that are offsets would rightly stop the topic.
        setting=Setting(configuration={"projections": {"records": {
            "version": {"column": "version", "from": "/version"}}}}),
        fault=(add_partitions(6), seen_partitions(6)), heal=(seen_more_rows(500),),
    ),
    Case(
        name="client_quota", group=GROUP,
        done="the broker gives the daemon's client id 50 kB/s, a tenth of what comes, until explain"
             " names it; then takes the quota away",
        fault=(give_quota(50_000), seen_cause("broker_throttle", "quota"), seen_more_rows(200)),
        heal=(lift_quota(), resumes(within=15)),
    ),
    Case(
        name="access_withdrawn", group=GROUP, rebalances=True,
        done="an authorizer's broker: the daemon's user loses READ on the topic, gets it again, loses"
             " READ on the group, and gets that again",
        setting=Setting(kafka="guarded"), load=Load(rate=500),
        fault=(withdraw("topic"), seen_cause("access", "TOPIC_AUTHORIZATION_FAILED"),
               seen_state("stalled"), does_not_spin(3000), grant("topic"),
               resumes(within=35, measured_as="resumed after the topic's right"),
               withdraw("group"), seen_cause("access", "GROUP_AUTHORIZATION_FAILED"),
               seen_state("stalled"), does_not_spin(3000)),
        heal=(grant("group"), resumes(within=15)),
    ),
    Case(
        name="leaders_and_coordinator_move", group=GROUP, rebalances=True,
        done="of three brokers the one that coordinates the group is killed, three times; what it"
             " led moves as well",
        setting=Setting(kafka="three brokers"), load=Load(rate=500),
        fault=(kill_coordinators(3),), heal=(seen_more_rows(500),),
    ),
    Case(
        name="compacted_log", group=GROUP, rebalances=True,
        done="while the daemon is dead the broker's log cleaner removes 2,000 records that it has"
             " not read",
        setting=Setting(gaps=True),
        fold=False,  # The log has lost what the table must be made of; rows and commits are compared.
        fault=(kill_it(), seen_end_advance(5000), compact_log(least=2000), start_again()),
        heal=(seen_more_rows(500),),
    ),
    Case(
        name="aborted_transactions", group=GROUP,
        done="40 transactions of 50 records, every second one aborted",
        setting=Setting(gaps=True),
        fault=(abort_transactions(transactions=40, records=50),), heal=(seen_more_rows(500),),
    ),
)
