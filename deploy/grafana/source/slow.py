"""Why is it slow? Where time goes, which limit is reached, what PostgreSQL and Kafka answer."""

from model import (BLUE, GREEN, PURPLE, RED, heatmap, limit_line, lines, one_of, places, row, table,
                   target, timeline)

STAGES = {
    "intake": "reads records from Kafka's queues",
    "decode": "turns documents into rows",
    "write": "writes batches to PostgreSQL (all writers)",
    "commit": "stores offsets in Kafka",
}
BOTTLENECKS = (("none", GREEN), ("source", BLUE), ("projector", PURPLE), ("sink", RED))


def stage(name, what):
    spent = f'rate(projector_stage_seconds_total{{%M,stage="{name}"}}[$__rate_interval])'
    return lines(f"Stage {name}", f"What the stage that {what} does with its time: busy, blocked by the next one, or idle. The one that is busy while those before it are blocked is the slow one.",
                 [target(f"sum by (state) ({spent}) / on () group_left () sum({spent})",
                         "{{state}}")], "percentunit", width=6, stacked=True, most=1)


TIME = row(
    "Where time goes",
    timeline("Bottleneck", "What bounds the throughput of each member.",
             [target(one_of("projector_bottleneck", "stage", [name for name, _ in BOTTLENECKS]),
                     "{{instance}}")], places(BOTTLENECKS)),
    lines("Outcomes", "What became of records. Released ones are read again.",
          [target("sum by (outcome) (rate(projector_records_total{%T}[$__rate_interval]))", "{{outcome}}")],
          "cps", width=12, stacked=True),
    *(stage(name, what) for name, what in STAGES.items()),
)

LIMITS = row(
    "Limits",
    limit_line(lines("Records in flight", "Records read and not yet durable, and the most that may be. At the limit the excess waits in Kafka.",
                     [target("sum(projector_in_flight_records{%M})", "in flight"),
                      target('sum by (limit) (projector_limit{%M,limit=~"records|adaptive"})', "limit of {{limit}}")], "short"),
               "^limit of"),
    limit_line(lines("Bytes in flight", "Bytes of such records, and the most that may be.",
                     [target("sum(projector_in_flight_bytes{%M})", "in flight"),
                      target('sum(projector_limit{%M,limit="bytes"})', "limit of bytes")], "bytes"), "^limit of"),
    lines("Records waiting for writers", "By writer. One far above the others: one key has most of the records.",
          [target("projector_queue_depth_records{%M}", "{{instance}} writer {{writer}}")], "short"),
)

POSTGRES = row(
    "PostgreSQL",
    heatmap("Time of batches", "From sending a batch to its answer, of those that were committed.",
            'sum by (le) (increase(projector_db_commit_duration_seconds_bucket{%M,result="ok"}[$__rate_interval]))', "s"),
    lines("Time of batches, quantiles", "Of committed batches.",
          [target(f'histogram_quantile({share}, sum by (le) (rate(projector_db_commit_duration_seconds_bucket{{%M,result="ok"}}[$__rate_interval])))', name)
           for share, name in ((0.5, "half of them"), (0.99, "99 % of them"))], "s", width=12),
    lines("Batches", "Batches a second, by result.",
          [target("sum by (result) (rate(projector_db_commit_duration_seconds_count{%M}[$__rate_interval]))", "{{result}}")],
          "cps", width=6),
    lines("Records in a batch", "Small ones are quick; full ones are efficient. They fill by themselves while the writer is busy.",
          [target('sum by (namespace, job) (rate(projector_records_total{%M,outcome=~"applied|stale|unmatched"}[$__rate_interval]))'
                  ' / (sum by (namespace, job) (rate(projector_db_commit_duration_seconds_count{%M,result="ok"}[$__rate_interval])) > 0)'
                  ' or 0 * sum by (namespace, job) (rate(projector_db_commit_duration_seconds_count{%M,result="ok"}[$__rate_interval]))',
                  "{{job}}")], "short", width=6),
    lines("Errors", "By class: the first two characters of the SQLSTATE, or connection.",
          [target("sum by (class) (rate(projector_db_errors_total{%M}[$__rate_interval]))", "{{class}}")],
          "cps", width=6, stacked=True),
    lines("Batches tried again", "By the class of the error.",
          [target("sum by (class) (rate(projector_retries_total{%M}[$__rate_interval]))", "{{class}}")],
          "cps", width=6, stacked=True),
)

KAFKA = row(
    "Kafka",
    lines("Time to commit offsets", "Of those that the group's coordinator stored.",
          [target('histogram_quantile(0.99, sum by (le) (rate(projector_offset_commit_duration_seconds_bucket{%M,result="ok"}[$__rate_interval])))',
                  "99 % of them")], "s"),
    lines("Commits", "Commits of offsets a second, by result.",
          [target("sum by (result) (rate(projector_offset_commit_duration_seconds_count{%M}[$__rate_interval]))", "{{result}}")], "cps"),
    lines("Read again", "Records read although they had been read or applied, and changes of the assignment.",
          [target("sum(increase(projector_redelivered_records_total{%M}[$__rate_interval]))", "records read again"),
           target("sum(increase(projector_rebalances_total{%M}[$__rate_interval]))", "changes of the assignment")], "short"),
)

BY = "by (namespace, job, topic)"
IN_RATE = (f'sum {BY} (rate(projector_records_total{{%T,outcome!="released"}}[$__rate_interval]))'
           f" + sum {BY} (deriv(projector_consumer_lag_records{{%T}}[$__rate_interval]))")
TOPICS = row(
    "Topics",
    table("By topic", "Over all members, at the end of the time shown.", (
        ("age", f"max {BY} (projector_oldest_unprocessed_event_age_seconds{{%T}})", "s"),
        ("budget", f"min {BY} (projector_freshness_budget_seconds{{%T}})", "s"),
        ("lag", f"sum {BY} (projector_consumer_lag_records{{%T}})", "short"),
        ("out", f'sum {BY} (rate(projector_records_total{{%T,outcome!="released"}}[$__rate_interval]))', "cps"),
        ("in", IN_RATE, "cps"),
        ("until caught up", f"max {BY} (projector_drain_seconds{{%T}})", "s"),
        ("not read", f"clamp_max(max {BY} (sum by (namespace, job, topic, instance) (rate(projector_intake_throttled_seconds_total{{%T}}[$__rate_interval]))), 1)", "percentunit"),
    ), "topic"),
)

ROWS = (TIME, LIMITS, POSTGRES, KAFKA, TOPICS)
