"""Is the data fresh? The promise to readers, and what is done to keep it."""

from model import (GREEN, ORANGE, RED, STATE, STATES, YELLOW, heatmap, limit_line, lines, places,
                   row, stat, steps, target, timeline, words)

AGE = "projector_oldest_unprocessed_event_age_seconds"
BUDGET = "projector_freshness_budget_seconds"

NOW = row(
    "Now",
    stat("Worst state", "Of all members. While Kafka is away (stalled), or a member has not begun to read, ages are not known, and 0.",
         f"max({STATE})", "none", mappings=places(STATES)),
    stat("Worst age", "The oldest record that is not applied, as a share of its topic's freshness budget.",
         f"max({AGE}{{%T}} / {BUDGET}{{%T}})", "percentunit",
         steps(GREEN, (0.5, YELLOW), (0.8, ORANGE), (1, RED))),
    stat("In time, 1 h", "The share of records of the last hour that were applied within their budget, of the worst topic.",
         "min(1 - namespace_job_topic:projector_records_late:ratio_rate1h{%H})", "percentunit",
         steps(RED, (0.99, YELLOW), (0.995, GREEN)), decimals=2),
    stat("Error budget left", "What is left of the 1 % of records that may be late within 30 days, of the worst topic.",
         "min(1 - namespace_job_topic:projector_records_late:ratio_rate30d{%H} / 0.01)", "percentunit",
         steps(RED, (0, ORANGE), (0.25, YELLOW), (0.5, GREEN)), decimals=0),
    stat("Topics not read", "Topics that are held back for more important ones, or have a partition that stands still.",
         'sum(max by (namespace, job, topic) (rate(projector_intake_throttled_seconds_total{%T,reason=~"held|stopped"}[$__rate_interval])) > bool 0.5)',
         "none", steps(GREEN, (1, ORANGE))),
    stat("Passed over", "Records that were counted and not applied (overload: shed), in the time shown.",
         'sum(increase(projector_records_total{%T,outcome="shed"}[$__range]))', "short",
         steps(GREEN, (1, ORANGE)), width=2, decimals=0),
    stat("Losses", "Times that Kafka had deleted what was to be read next, in the time shown.",
         "sum(increase(projector_offsets_lost_total{%T}[$__range]))", "short",
         steps(GREEN, (0.1, RED)), width=2, decimals=0),
    stat("PostgreSQL", "Away: to a member connections fail, and none of its batches is committed. Where nothing is to be written nobody knows.",
         'min(clamp_max((sum by (namespace, job, instance) (rate(projector_db_errors_total{%M,class=~"connection|08"}[$__rate_interval])) == bool 0)'
         ' + (sum by (namespace, job, instance) (rate(projector_db_commit_duration_seconds_count{%M,result="ok"}[$__rate_interval])) > bool 0), 1))',
         "none", mappings=words((0, "away", RED), (1, "there", GREEN))),
    stat("Members", "Members of the group that answer.", "count(projector_build_info{%M})", "none",
         steps(RED, (1, GREEN)), width=2),
)

TOPICS = row(
    "By topic",
    limit_line(lines(
        "Age against budget", "The age of the oldest record that is not applied, by topic over all members, and the budget it is to stay below.",
        [target(f"max by (namespace, job, topic) ({AGE}{{%T}})", "{{topic}}"),
         target(f"min by (namespace, job, topic) ({BUDGET}{{%T}})", "{{topic}} budget")], "s"), "budget"),
    lines("Late records", "The share of records that were applied after their budget, over 5 minutes.",
          [target("namespace_job_topic:projector_records_late:ratio_rate5m{%H}", "{{topic}}")],
          "percentunit", most=1),
    lines("Lag", "Records between what is applied and the end of the log, over all partitions.",
          [target("sum by (namespace, job, topic) (projector_consumer_lag_records{%T})", "{{topic}}")], "short"),
    lines("Time until caught up", "By the present rates; there is no line while the lag grows.",
          [target("max by (namespace, job, topic) (projector_drain_seconds{%T}) < Inf", "{{topic}}")], "s"),
    lines("Retention headroom", "Time until Kafka deletes the oldest record that was not read. There is no line while none waits, nor for topics that keep records for ever.",
          [target("min by (namespace, job, topic) (projector_retention_headroom_seconds{%T}) < Inf", "{{topic}}")], "s"),
    heatmap("How old records were when applied", "Each column is the records of a moment, by their age. The budget is one of the bounds.",
            "sum by (le) (increase(projector_record_freshness_seconds_bucket{%T}[$__rate_interval]))", "s", width=8),
)

HELD = row(
    "What is done about it",
    timeline("State", "The state of each member: that of its worst topic of the highest class.",
             [target(STATE, "{{instance}}")], places(STATES)),
    lines("Time not read", "The share of time in which a topic was not read: no credits left, held back for a higher class, or a partition stands still.",
          [target("max by (namespace, job, topic, reason) (rate(projector_intake_throttled_seconds_total{%T}[$__rate_interval]))",
                  "{{topic}}: {{reason}}")], "percentunit", width=12, most=1),
)

ADMISSION = row(
    "Edges",
    lines("Asked", "Requests for admission, by the answer, over all classes.",
          [target("sum by (decision) (rate(projector_admission_requests_total{%M}[$__rate_interval]))", "{{decision}}")],
          "reqps", width=12, stacked=True),
    lines("Told to wait", "The share of requests that were limited or refused, by class.",
          [target('sum by (namespace, job, class) (rate(projector_admission_requests_total{%M,decision!="admit"}[$__rate_interval]))'
                  " / (sum by (namespace, job, class) (rate(projector_admission_requests_total{%M}[$__rate_interval])) > 0)"
                  " or 0 * sum by (namespace, job, class) (rate(projector_admission_requests_total{%M}[$__rate_interval]))",
                  "{{class}}")], "percentunit", width=12, most=1),
)

ROWS = (NOW, TOPICS, HELD, ADMISSION)
