"""The harness does what the other tests rely on."""

import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from harness.metrics import Metrics
from harness.pipeline import REPOSITORY
from harness.waiting import TimedOut, wait_until

RECORDS = [(f"key-{number}".encode(), f"value-{number}".encode()) for number in range(100)]


def test_records_come_back_as_they_were_written(pipeline):
    topic = pipeline.create_topic(partitions=3)
    pipeline.kafka.client.produce(topic, [(b"a", b"1", {"version": b"4"}), (b"b", None)])

    found = sorted(pipeline.kafka.client.read_all(topic), key=lambda record: record.key)

    assert [(r.key, r.value, r.headers) for r in found] == [
        (b"a", b"1", {"version": b"4"}), (b"b", None, {})]


def test_another_client_reads_the_same_records(pipeline):
    topic = pipeline.create_topic()
    pipeline.kafka.client.produce(topic, RECORDS)

    read = subprocess.run(["kcat", "-q", "-b", pipeline.kafka.bootstrap, "-C", "-t", topic, "-e"],
                          capture_output=True, check=True)

    assert sorted(read.stdout.splitlines()) == sorted(value for _, value in RECORDS)


def test_deleted_records_move_the_beginning(pipeline):
    topic = pipeline.create_topic(partitions=2)
    pipeline.kafka.client.produce(topic, RECORDS)
    _, end = pipeline.kafka.client.offsets(topic)[0]

    pipeline.kafka.client.delete_records(topic, {0: 10})

    assert pipeline.kafka.client.offsets(topic)[0] == (10, end)
    assert pipeline.kafka.client.record_count(topic) == len(RECORDS) - 10


def test_a_group_without_commits_has_everything_before_it(pipeline):
    topic = pipeline.create_topic()
    pipeline.kafka.client.produce(topic, RECORDS)

    assert pipeline.kafka.client.committed(pipeline.name("group"), topic) == {}
    assert pipeline.kafka.client.uncommitted(pipeline.name("group"), topic) == len(RECORDS)


def test_records_survive_a_killed_broker(pipeline):
    topic = pipeline.create_topic()
    pipeline.kafka.client.produce(topic, RECORDS)

    pipeline.kafka.kill()
    pipeline.kafka.start()

    wait_until(lambda: pipeline.kafka.client.record_count(topic) == len(RECORDS), "records")


def test_databases_of_two_tests_do_not_meet(pipeline, servers):
    pipeline.sql("CREATE TABLE here (id int)")

    with pytest.raises(psycopg2.errors.UndefinedTable):
        servers.postgres.sql("SELECT * FROM here")


def test_committed_rows_survive_a_power_cut(pipeline):
    pipeline.sql("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")

    pipeline.postgres.stop_immediately()
    pipeline.postgres.start()

    assert pipeline.sql("SELECT id FROM kept") == [(7,)]


def test_the_database_is_as_durable_as_in_production(pipeline):
    settings = pipeline.sql("SELECT current_setting('fsync'), current_setting('listen_addresses'),"
                            " current_setting('full_page_writes')")

    assert settings == [("on", "127.0.0.1", "on")]


def test_what_never_comes_is_named():
    with pytest.raises(TimedOut, match="the tide"):
        wait_until(lambda: False, "the tide", timeout=0.05)


def test_metrics_are_summed_over_the_labels_not_asked_for():
    scraped = Metrics('# HELP a b\nx{topic="t",partition="0"} 1\nx{topic="t",partition="1"} 2.5\n'
                      'y +Inf\n')

    assert scraped.value("x", topic="t") == 3.5
    assert scraped.value("x", partition="1") == 2.5
    assert scraped.value("y") == float("inf")
    with pytest.raises(KeyError):
        scraped.value("x", topic="other")


def test_nothing_is_left_after_the_program_is_terminated():
    program = ("import os, signal, sys\n"
               "from harness.pipeline import Pipeline\n"
               "with Pipeline() as pipeline:\n"
               "    print(pipeline.directory, pipeline.kafka.pid, pipeline.postgres.pid)\n"
               "    sys.stdout.flush()\n"
               "    os.kill(os.getpid(), signal.SIGTERM)\n"
               "    signal.pause()\n")

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                           cwd=REPOSITORY / "scripts", check=False, timeout=120)

    assert ended.returncode != 0
    directory, *pids = ended.stdout.split()
    assert not Path(directory).exists()
    assert [pid for pid in pids if Path("/proc", pid).exists()] == []


def test_servers_do_not_outlive_a_killed_program():
    program = ("import os, signal, sys\n"
               "from harness.pipeline import Pipeline\n"
               "with Pipeline(keep_directory=True) as pipeline:\n"
               "    print(pipeline.directory, pipeline.kafka.pid, pipeline.postgres.pid)\n"
               "    sys.stdout.flush()\n"
               "    os.kill(os.getpid(), signal.SIGKILL)\n")

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                           cwd=REPOSITORY / "scripts", check=False, timeout=120)

    directory, *pids = ended.stdout.split()
    wait_until(lambda: not any(Path("/proc", pid, "cwd").exists() for pid in pids), "servers end")
    subprocess.run(["rm", "-r", directory], check=True)
