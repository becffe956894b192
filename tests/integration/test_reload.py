"""SIGHUP: a running daemon takes what it can, all or nothing, and goes on as a member."""

import os
import signal

import pytest
from harness.waiting import wait_until

from bookings import SMALL_FLOW, Bookings, hold_tables, log_lines, log_of, outcome

NOT_COMMITTED = {"commit": {"interval": "1h"}}


def reloads(daemon, result):
    return daemon.metrics().value("projector_config_reloads_total", result=result)


def config_hash(daemon):
    return daemon.status()["config"]["hash"]


def limit(daemon, name="records"):
    return daemon.metrics().value("projector_limit", limit=name)


def write(daemon, **sections):
    """Lays the sections over the daemon's file."""
    for name, section in sections.items():
        known = daemon.configuration.get(name)
        is_laid_over = isinstance(known, dict) and isinstance(section, dict)
        daemon.configuration[name] = {**known, **section} if is_laid_over else section
    daemon.write_configuration()


def sighup(daemon, result):
    """Until it was taken ("ok") or refused ("error"). Returns the line of the log."""
    before, told_before = reloads(daemon, result), len(log_of(daemon, "config.reload"))
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: reloads(daemon, result) == before + 1, f"the reload is counted as {result}")
    wait_until(lambda: len(log_of(daemon, "config.reload")) > told_before, "it is told")
    return log_of(daemon, "config.reload")[-1]


def reload(daemon, result="ok", **sections):
    write(daemon, **sections)
    return sighup(daemon, result)


def started(pipeline, **sections):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(**sections)
    daemon.start()
    return bookings, daemon


def test_limits_grow_and_shrink_under_load_without_a_rebalance(pipeline):
    bookings, daemon = started(pipeline, flow=SMALL_FLOW)
    rebalances = daemon.metrics().value("projector_rebalances_total")
    load = bookings.start_load(12_000, rate=4000)
    wait_until(lambda: outcome(daemon, "applied") > 500, "rows arrive")

    def in_flight():
        return daemon.metrics().value("projector_in_flight_records")

    holder = hold_tables(pipeline)
    wait_until(lambda: in_flight() == 400, "all credits are in use")
    line = reload(daemon, flow={"in_flight_records": 1200})
    assert line == "taken: flow.in_flight_records 400 -> 1200"
    assert limit(daemon) == 1200
    wait_until(lambda: in_flight() == 1200, "the new credits are in use, too")
    reload(daemon, flow={"in_flight_records": 128})
    assert (limit(daemon), in_flight()) == (128, 1200)
    holder.close()
    wait_until(lambda: in_flight() <= 128, "what is in flight falls to the limit")
    most = max(in_flight() for _ in range(50))
    assert load.wait(60) == 0
    bookings.wait_committed()

    metrics = daemon.metrics()
    assert most <= 128
    assert metrics.value("projector_rebalances_total") == rebalances
    assert metrics.value("projector_redelivered_records_total") == 0
    assert metrics.value("projector_records_total") == 12_000
    assert daemon.status()["credits"]["limit"] == 128
    bookings.require_table_equals_fold()


def test_a_file_with_errors_changes_nothing(pipeline):
    bookings, daemon = started(pipeline, flow=SMALL_FLOW)
    in_force = config_hash(daemon)

    line = reload(daemon, "error", flow={"in_flight_records": 800, "batch_rowz": 5},
                  commit={"interval": 3})

    assert line.startswith("nothing was changed, the file has 2 errors: ")
    assert "projector.yaml:" in line and "batch_rowz" in line and "commit.interval" in line
    assert {entry["level"] for entry in log_lines(daemon)
            if entry["event"] == "config.reload"} == {"error"}
    assert (config_hash(daemon), limit(daemon)) == (in_force, 400)
    assert daemon.metrics().value("projector_config_info", hash=in_force) == 1
    bookings.produce(100)
    bookings.wait_committed()


def test_a_configuration_that_needs_too_much_memory_changes_nothing(pipeline):
    _, daemon = started(pipeline)

    line = reload(daemon, "error", flow={"in_flight_bytes": "8GiB"})

    assert "flow.memory_limit" in line
    assert limit(daemon, "bytes") == 64 * 2**20


def test_what_needs_a_restart_is_refused_as_a_whole(pipeline):
    _, daemon = started(pipeline, flow=SMALL_FLOW)
    group = daemon.configuration["kafka"]["group"]

    line = reload(daemon, "error", flow={"in_flight_records": 800}, kafka={"group": "another"})

    assert line == (f"nothing was changed, restart to apply: kafka.group {group} -> another; "
                    "1 other change needs none")
    assert limit(daemon) == 400
    assert reload(daemon, kafka={"group": group}) == "taken: flow.in_flight_records 400 -> 800"


def test_topics_and_projections_need_a_restart(pipeline):
    bookings, daemon = started(pipeline)
    reason = "topics and projections are checked against their tables before the group is joined"
    topics = daemon.configuration["topics"]

    added = reload(daemon, "error", topics=[*topics, {"name": "refunds", "projection": "played"}])
    changed = reload(daemon, "error", topics=topics, projections={
        "played": {**bookings.projection, "removed": {"column": "removed_at"}}})

    assert added == f"nothing was changed, restart to apply: topics.refunds new; {reason}"
    assert "projections.played.removed new" in changed and changed.endswith(reason)


def test_level_and_form_of_the_log_change_at_once(pipeline):
    bookings, daemon = started(pipeline)
    assert reload(daemon, log={"level": "error"}) == "taken: log.level info -> error"
    assert reload(daemon, "error", kafka={"group": "another"}) != ""

    write(daemon, kafka={"group": pipeline.name("projector")},
          log={"level": "debug", "format": "text"})
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: reloads(daemon, "ok") == 2, "it is taken")

    told = "INFO  config.reload  taken: log.level error -> debug, log.format auto -> text\n"
    wait_until(lambda: daemon.log().endswith(told), "it is told in the new form")
    bookings.produce(100)
    bookings.wait_committed()


def test_a_shorter_commit_interval_does_not_wait_for_the_longer_one(pipeline):
    bookings, daemon = started(pipeline, **NOT_COMMITTED)
    bookings.produce(500)
    wait_until(lambda: outcome(daemon, "applied") == 500, "all are applied")
    assert bookings.client.uncommitted(bookings.group, bookings.topic) == 500

    reload(daemon, commit={"interval": "100ms"})

    bookings.wait_committed(30)  # Far below the hour.


def test_the_drain_of_a_stop_is_the_one_in_force(pipeline):
    bookings, daemon = started(pipeline, postgres={"lock_timeout": "30s",
                                                   "statement_timeout": "30s"})
    holder = hold_tables(pipeline)
    bookings.produce(100)
    wait_until(lambda: daemon.metrics().value("projector_in_flight_records") == 100, "they wait")

    reload(daemon, shutdown={"drain": "100ms"})

    assert daemon.stop() == 0
    assert "100 records were not applied by the drain deadline" in daemon.log()
    holder.close()


def test_sessions_take_timeouts_before_their_next_batch(pipeline):
    bookings, daemon = started(pipeline, postgres={"writers": 1})
    pipeline.sql("CREATE TABLE seen (statement text, lock text, pid int);"
                 "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                 " INSERT INTO seen VALUES (current_setting('statement_timeout'),"
                 " current_setting('lock_timeout'), pg_backend_pid()); RETURN NULL; END $$;"
                 "CREATE TRIGGER see AFTER INSERT ON passenger_manifest EXECUTE FUNCTION see()")
    bookings.produce(10)
    bookings.wait_committed()

    reload(daemon, postgres={"statement_timeout": "7s", "lock_timeout": "1500ms"})
    bookings.produce(10, seed=2)
    bookings.wait_committed()

    assert pipeline.sql("SELECT DISTINCT statement, lock FROM seen ORDER BY 1") == [
        ("10s", "2s"), ("7s", "1500ms")]
    assert pipeline.sql("SELECT count(DISTINCT pid) FROM seen") == [(1,)]


def test_another_budget_is_shown_and_is_a_bucket(pipeline):
    bookings, daemon = started(pipeline)
    bookings.produce(100)
    bookings.wait_committed()

    line = reload(daemon, topics=[{**daemon.configuration["topics"][0],
                                   "freshness_budget": "77s"}])

    metrics = daemon.metrics()
    assert line == f"taken: topics.{bookings.topic}.freshness_budget 2m -> 77s"
    assert metrics.value("projector_freshness_budget_seconds") == 77
    assert metrics.value("projector_record_freshness_seconds_bucket", le="77") == 100
    assert metrics.value("projector_record_freshness_seconds_count") == 100


def test_a_file_that_means_the_same_is_taken(pipeline):
    _, daemon = started(pipeline)
    before = config_hash(daemon)
    assert sighup(daemon, "ok") == (
        "the file says what is in force already; nothing was changed")
    assert config_hash(daemon) == before

    with daemon.configuration_path.open("a", encoding="utf-8") as file:
        file.write("# Edited.\n")
    sighup(daemon, "ok")

    assert config_hash(daemon) != before
    assert daemon.metrics().value("projector_config_info", hash=config_hash(daemon)) == 1


def test_a_mounted_configuration_is_found_behind_its_links(pipeline):
    """As Kubernetes updates a ConfigMap: a link in the path is put in the place of another."""
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(flow=SMALL_FLOW)
    folder = daemon.configuration_path.parent
    text = daemon.configuration_path.read_text(encoding="utf-8")
    for name, content in (("first", text), ("second", text.replace("400", "900"))):
        (folder / name).mkdir()
        (folder / name / "projector.yaml").write_text(content, encoding="utf-8")
    (folder / "..data").symlink_to("first")
    daemon.configuration_path.unlink()
    daemon.configuration_path.symlink_to("..data/projector.yaml")
    daemon.start()

    (folder / "..new").symlink_to("second")
    os.replace(folder / "..new", folder / "..data")

    assert sighup(daemon, "ok") == "taken: flow.in_flight_records 400 -> 900"
    assert limit(daemon) == 900


def test_many_signals_end_in_the_last_file(pipeline):
    bookings, daemon = started(pipeline, flow=SMALL_FLOW)
    for records in range(500, 520):
        write(daemon, flow={"in_flight_records": records})
        daemon.send_signal(signal.SIGHUP)

    wait_until(lambda: limit(daemon) == 519, "the last one is in force")
    assert 1 <= reloads(daemon, "ok") <= 20
    bookings.produce(100)
    bookings.wait_committed()


@pytest.mark.parametrize("server", ["postgres", "kafka"])
def test_a_signal_while_servers_are_waited_for_is_kept(pipeline, server):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(flow=SMALL_FLOW)
    away = getattr(pipeline, server)
    away.stop()
    daemon.start(wait=False)
    event = {"postgres": "sink.down", "kafka": "kafka.down"}[server]
    wait_until(lambda: event in daemon.log(), "it waits")

    write(daemon, flow={"in_flight_records": 900})
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: "config.reload" in daemon.log(), "it is noted")
    is_running = daemon.is_running()

    away.start()
    daemon.wait_ready(60)
    wait_until(lambda: limit(daemon) == 900, "it is taken")
    assert is_running
    assert reloads(daemon, "ok") == 1


def test_a_signal_while_it_stops_is_ignored(pipeline):
    bookings, daemon = started(pipeline, flow=SMALL_FLOW)
    holder = hold_tables(pipeline)
    bookings.produce(100)
    wait_until(lambda: daemon.metrics().value("projector_in_flight_records") == 100, "they wait")
    daemon.send_signal(signal.SIGTERM)
    wait_until(lambda: "process.stopping" in daemon.log(), "it stops")

    write(daemon, flow={"in_flight_records": 900})
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: log_of(daemon, "config.reload") == ["ignored: the daemon is stopping"],
               "it says so")

    assert limit(daemon) == 400
    holder.close()
    assert daemon.wait() == 0
    bookings.require_table_equals_fold()
