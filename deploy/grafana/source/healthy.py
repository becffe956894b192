"""Is this instance healthy? Use, saturation and errors of each process."""

from model import (GREEN, ORANGE, RED, YELLOW, limit_line, lines, row, stat, steps, table, target,
                   words)

NOW = row(
    "Now",
    stat("Members that answer", "Of those that Prometheus knows.", "min(up{%M})", "none",
         mappings=words((0, "some do not", RED), (1, "all", GREEN)), width=4),
    stat("Youngest process", "Time since the last start of a member.",
         "time() - max(process_start_time_seconds{%M})", "s",
         steps(ORANGE, (300, YELLOW), (3600, GREEN)), width=4, decimals=0),
    stat("Configurations", "Different ones in force within a group, of the group with most. More than one for long: a member was not told to reload.",
         "max(count by (namespace, job) (count by (namespace, job, hash) (projector_config_info{%M})))", "none", steps(GREEN, (2, ORANGE)), width=4),
    stat("Reloads refused", "Files that were read again and refused, in the time shown.",
         'sum(increase(projector_config_reloads_total{%M,result="error"}[$__range]))', "short",
         steps(GREEN, (1, ORANGE)), width=4, decimals=0),
    stat("Another member would help", "Whether a member finds its own work the limit. Where the sink is the limit another one would hurt.",
         "max(projector_scale_out_useful{%M})", "none",
         mappings=words((0, "no", GREEN), (1, "yes", ORANGE)), width=4),
    stat("Members wanted", "What the autoscaler is told, of the largest group.",
         "max(namespace_job:projector_members_wanted:sum{%G})", "none", width=4),
)

USE = row(
    "Use",
    lines("Processor", "Cores in use.",
          [target("rate(process_cpu_seconds_total{%M}[$__rate_interval])", "{{instance}}")], "short"),
    limit_line(lines("Memory", "Resident memory, and flow.memory_limit, which the worst case is checked against.",
                     [target("process_resident_memory_bytes{%M}", "{{instance}}"),
                      target('max(projector_limit{%M,limit="memory"})', "flow.memory_limit")], "bytes"), "memory_limit"),
    lines("Open files", "Descriptors: connections, and little else.",
          [target("process_open_fds{%M}", "{{instance}}")], "short"),
)

SATURATION = row(
    "Saturation",
    lines("Limits in use", "Each limit's share in use. Records and bytes at 100 %: the sink is slower than the source, and the excess waits in Kafka.",
          [target("projector_limit_in_use{%M} / projector_limit{%M}", "{{instance}} {{limit}}")], "percentunit"),
    lines("Bytes in flight", "Of records read and not yet durable.",
          [target("projector_in_flight_bytes{%M}", "{{instance}}")], "bytes"),
    lines("Records in flight", "Read and not yet durable.",
          [target("projector_in_flight_records{%M}", "{{instance}}")], "short"),
)

ERRORS = row(
    "Errors",
    lines("Errors of PostgreSQL", "A second, of all classes.",
          [target("sum by (instance) (rate(projector_db_errors_total{%M}[$__rate_interval]))", "{{instance}}")], "cps"),
    lines("Commits that failed", "Commits of offsets a second that Kafka did not store.",
          [target('sum by (instance) (rate(projector_offset_commit_duration_seconds_count{%M,result="error"}[$__rate_interval]))',
                  "{{instance}}")], "cps"),
    lines("Restarts", "Starts of the process.",
          [target("changes(process_start_time_seconds{%M}[$__rate_interval])", "{{instance}}")], "short"),
)

WORK = row(
    "Work",
    lines("Partitions", "Assigned to each member. Members of one group should have about as many.",
          [target("count by (instance) (projector_consumer_lag_records{%T})", "{{instance}}")], "short"),
    lines("Throughput", "Records a second that got an outcome.",
          [target('sum by (instance) (rate(projector_records_total{%T,outcome!="released"}[$__rate_interval]))', "{{instance}}")], "cps"),
    lines("Changes of the assignment", "Each stops the partitions that move for a moment.",
          [target("sum by (instance) (increase(projector_rebalances_total{%M}[$__rate_interval]))", "{{instance}}")], "short"),
    table("Members", "What each of them runs, and for how long.", (
        (None, "max by (instance, version, commit) (projector_build_info{%M})", None),
        (None, "max by (instance, hash) (projector_config_info{%M})", None),
        ("running", "max by (instance) (time() - process_start_time_seconds{%M})", "s"),
    ), "instance"),
)

ROWS = (NOW, USE, SATURATION, ERRORS, WORK)
