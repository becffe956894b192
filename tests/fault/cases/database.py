"""PostgreSQL goes, comes back, refuses, and is changed under the daemon's hands."""

from case import Case, Load, Setting
from verbs_data import neighbour_goes_on
from verbs_database import (EVERY_THIRD_HANGS, at_most_110_percent, lock_table,
                            measure_statements, measure_statements_until_retries, never_stalled,
                            refusals_are_logarithmic, refused_keys, run_sql, unlock)
from verbs_seen import (has_outcomes, logged_once, resumes, seen_lag, seen_more_rows, seen_reason,
                        seen_retries, seen_state)
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
    Case(
        name="table_locked", group=GROUP, in_every_run=True,
        done="somebody locks the manifest, until three lock timeouts have come",
        setting=Setting(configuration={"postgres": {"lock_timeout": "300ms"}}),
        fault=(lock_table("passenger_manifest"), seen_retries("55", 3)),
        heal=(unlock(), resumes(within=5)),
    ),
    Case(
        name="column_dropped", group=GROUP, in_every_run=True,
        done="a column that is written is dropped, and added again when the topic has stopped",
        setting=Setting(neighbour=True),
        fault=(run_sql("ALTER TABLE read_log DROP COLUMN record_key"), seen_state("stalled"),
               seen_reason("record_key"), neighbour_goes_on()),
        heal=(run_sql("ALTER TABLE read_log ADD COLUMN record_key text"), resumes(within=10)),
    ),
    Case(
        name="one_bad_row_of_500", group=GROUP, in_every_run=True,
        done="a constraint refuses one key of 500",
        setting=Setting(sql=refused_keys(one_of=500)), load=Load(keys=5000),
        fault=(seen_more_rows(5000),),
        expect=(has_outcomes(dead_lettered=1), refusals_are_logarithmic(of_a_row=9),
                never_stalled()),
    ),
    Case(
        name="one_bad_row_of_20", group=GROUP, in_every_run=True,
        done="a constraint refuses 5 % of the keys",
        setting=Setting(sql=refused_keys(one_of=20)), load=Load(rate=500),
        fault=(seen_more_rows(3000),),
        expect=(has_outcomes(dead_lettered=50), refusals_are_logarithmic(of_a_row=9),
                never_stalled()),
    ),
    Case(
        name="every_third_statement_hangs", group=GROUP, in_every_run=True,
        done="every third statement on the manifest hangs until its timeout (300 ms)",
        setting=Setting(sql=EVERY_THIRD_HANGS,
                        configuration={"postgres": {"statement_timeout": "300ms"}}),
        fault=(measure_statements(8000, "before"), run_sql("INSERT INTO third_switch VALUES (true)"),
               measure_statements_until_retries("57", 20, "during"),
               at_most_110_percent("during", of="before")),
        heal=(run_sql("DELETE FROM third_switch"), resumes(within=5)),
    ),
)
