"""Where the daemon writes beside PostgreSQL and Kafka."""

from case import Case, Load, Setting
from verbs_disk import empty_log_disk, fill_log_disk, seen_lines_lost
from verbs_process import read_log_again, seen_full_pipe
from verbs_seen import has_outcomes, seen_more_rows

GROUP = "output"

CASES = (
    Case(
        name="log_that_nobody_reads", group=GROUP, in_every_run=True,
        done="standard error is a pipe of 4 KiB that nobody reads, while bad records ask for log"
             " lines; read again at the end",
        setting=Setting(home="unread log"), load=Load(bad=0.05),
        fault=(seen_full_pipe(), seen_more_rows(2000)),
        heal=(read_log_again("record.dead_lettered"),),
        expect=(has_outcomes(dead_lettered=1),),
    ),
    Case(
        name="log_disk_full", group=GROUP,
        done="standard error is a file whose disk (a tmpfs) is full while bad records ask for log"
             " lines; emptied at the end",
        setting=Setting(home="small log disk"), load=Load(bad=0.05),
        fault=(fill_log_disk(), seen_more_rows(4000)),
        heal=(empty_log_disk(), seen_lines_lost()),
        expect=(has_outcomes(dead_lettered=1),),
    ),
)
