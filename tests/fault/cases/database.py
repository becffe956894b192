"""PostgreSQL goes, comes back, refuses, and is changed under the daemon's hands."""

from case import Case, Load, Setting
from verbs_data import neighbour_goes_on
from verbs_database import (EVERY_THIRD_FAILS, EVERY_THIRD_HANGS, alter_system, at_most_110_percent,
                            change_password, deadlock, limit_connections, lock_table,
                            measure_statements, measure_statements_until_retries,
                            refusals_are_logarithmic, refused_keys, reset_system, restart_postgres,
                            run_sql, terminate_backends, unlock, write_password_file)
from verbs_disk import empty_disk, fill_disk, leave_small_disk, move_to_small_disk
from verbs_seen import (has_outcomes, logged_once, never_stalled, resumes, seen_lag, seen_log,
                        seen_more_rows, seen_reason, seen_retries, seen_state)
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
        done="somebody locks the manifest, until three lock timeouts have come; another topic's table"
             " is written meanwhile",
        setting=Setting(neighbour=True, configuration={"postgres": {"lock_timeout": "300ms"}}),
        fault=(lock_table("passenger_manifest"), seen_retries("55", 3), neighbour_goes_on()),
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
    Case(
        name="every_third_statement_conflicts", group=GROUP,
        done="every third statement on the manifest fails at once with 40001",
        setting=Setting(sql=EVERY_THIRD_FAILS),
        fault=(measure_statements(8000, "before"), run_sql("INSERT INTO third_switch VALUES (true)"),
               measure_statements_until_retries("40", 100, "during"),
               at_most_110_percent("during", of="before")),
        heal=(run_sql("DELETE FROM third_switch"), resumes(within=5)),
    ),
    Case(
        name="postgres_restarted_twenty_times", group=GROUP,
        done="PostgreSQL stopped as by a power cut and started, twenty times under load",
        setting=Setting(model="life"), load=Load(rate=500),
        fault=(restart_postgres(20),),
    ),
    Case(
        name="failover_to_a_read_only_server", group=GROUP,
        done="the server takes no writes any more (25006), and takes them again",
        fault=(alter_system("default_transaction_read_only", "on"), seen_log("sink.down"),
               seen_state("stalled")),
        heal=(reset_system(), resumes(within=5)),
    ),
    Case(
        name="backends_terminated_twenty_times", group=GROUP,
        done="all sessions of the daemon are terminated twenty times, whatever they do",
        fault=(terminate_backends(20),),
    ),
    Case(
        name="deadlocks_with_another_writer", group=GROUP,
        done="somebody locks the same rows in the opposite order",
        load=Load(keys=100), fault=(deadlock(5),), heal=(seen_more_rows(500),),
    ),
    Case(
        name="fewer_connections_than_writers", group=GROUP,
        done="the role may have one connection, two writers want one each; all sessions end",
        setting=Setting(user="few"),
        fault=(limit_connections(1), seen_log("batch.failed", "too many connections")),
        heal=(limit_connections(-1), resumes(within=5), seen_more_rows(500)),
    ),
    Case(
        name="disk_full", group=GROUP,
        done="the table's disk (a tmpfs) is full until three writes have failed",
        setting=Setting(sql=""),
        fault=(move_to_small_disk("read_log"), fill_disk(), seen_retries("53", 3)),
        heal=(empty_disk(), resumes(within=30), seen_more_rows(500)),
        expect=(leave_small_disk("read_log"),),
    ),
    Case(
        name="column_of_another_type", group=GROUP,
        done="a column's type is changed to one that takes no text, and back when the topic stopped",
        setting=Setting(neighbour=True),
        fault=(run_sql("ALTER TABLE read_log ALTER record_key TYPE int USING 0"),
               seen_state("stalled"), seen_reason("record_key"), neighbour_goes_on()),
        heal=(run_sql("ALTER TABLE read_log ALTER record_key TYPE text"), resumes(within=10)),
    ),
    Case(
        name="right_withdrawn", group=GROUP,
        done="the daemon's role loses INSERT on a table that is written, and gets it again when the"
             " topic has stopped",
        setting=Setting(user="plain", neighbour=True),
        fault=(run_sql("REVOKE INSERT ON read_log FROM plain"), seen_state("stalled"),
               seen_reason("writing it takes SELECT, INSERT, UPDATE"), neighbour_goes_on()),
        heal=(run_sql("GRANT INSERT ON read_log TO plain"), resumes(within=10)),
    ),
    Case(
        name="password_changed", group=GROUP,
        done="the role's password is changed and its sessions end; the file follows later",
        setting=Setting(user="secret"),
        fault=(change_password("second"), seen_log("sink.down"), seen_state("stalled")),
        heal=(write_password_file("second"), resumes(within=5)),
    ),
    Case(
        name="behind_a_transaction_pool", group=GROUP,
        done="the daemon reaches PostgreSQL by pgbouncer (pool_mode = transaction), which outlives"
             " five power cuts of it",
        setting=Setting(pooled=True, configuration={"postgres": {"prepared_statements": False}}),
        fault=(restart_postgres(5),), heal=(seen_more_rows(500),),
    ),
)
