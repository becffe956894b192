"""PostgreSQL goes, comes back, refuses, and is changed under the daemon's hands."""

from case import Case, Setting
from verbs_seen import logged_once, resumes, seen_lag, seen_more_rows, seen_state
from verbs_servers import lose_answers_of, start_postgres, stop_postgres_at_once

GROUP = "database"

CASES = (
    Case(
        name="postgres_stopped_at_once", group=GROUP, in_every_run=True,
        done="PostgreSQL stopped as by a power cut, started when 2,000 records wait",
        fault=(stop_postgres_at_once(), seen_state("stalled"), seen_lag(2000)),
        heal=(start_postgres(), resumes(within=5)),
        expect=(logged_once("sink.down", "sink.up"),),
    ),
    Case(
        name="commit_without_an_answer", group=GROUP, in_every_run=True,
        done="eight times the answer of a COMMIT is lost with its connection",
        setting=Setting(linked=("postgres",)),
        fault=(lose_answers_of("COMMIT", times=8),),
        heal=(seen_more_rows(500),),
    ),
)
