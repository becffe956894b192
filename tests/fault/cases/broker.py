"""Kafka goes, comes back, and moves things."""

from case import Case
from verbs_data import create_dead_letter_topic, delete_dead_letter_topic, produce_records
from verbs_seen import seen_log, seen_more_rows, seen_outcomes, seen_waiting
from verbs_servers import kill_kafka, start_kafka

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
)
