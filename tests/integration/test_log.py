"""The log: a line a machine can read, and nothing in it that is nobody's business."""

import json
import os
import pty
import re
import subprocess

import pytest
from harness.ports import LOOPBACK, free_ports
from harness.waiting import wait_until

from bookings import Bookings, event, log_lines


def test_the_log_is_json_when_nobody_watches(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon()
    daemon.start()
    bookings.produce(100)
    bookings.wait_committed()
    assert daemon.stop() == 0

    lines = log_lines(daemon)
    assert all(set(line) >= {"time", "level", "event", "message"} for line in lines)
    assert {line["event"] for line in lines} >= {"process.started", "group.assigned",
                                                 "process.stopping", "process.ended"}


SECRETS = ("ANNA", "QUAY", "HP-SECRET")
BAD = {
    "not JSON": b'{"full_name":"ANNA QUAY", oops',
    "wrong type": b'{"booking_id":"HP-SECRET","passenger_no":"ANNA QUAY","version":1}',
    "time": b'{"booking_id":"HP-SECRET","passenger_no":1,"version":1,"occurred_at":"ANNA QUAY"}',
    "constraint": event("HP-SECRET", 1, full_name="ANNA QUAY", cabin="SEA")[1],
    "foreign key": event("HP-SECRET", 1, full_name="ANNA QUAY", sailing_id="ANNA QUAY")[1],
    "trigger": event("HP-SECRET", 1, full_name="ANNA QUAY", status="raise")[1],
}


@pytest.mark.parametrize("value", BAD.values(), ids=BAD.keys())
def test_nothing_of_a_passenger_is_told(pipeline, value):
    bookings = Bookings(pipeline, partitions=1)
    pipeline.sql("ALTER TABLE passenger_manifest ADD CHECK (cabin IS DISTINCT FROM 'SEA');"
                 "CREATE TABLE sailings (id text PRIMARY KEY);"
                 "ALTER TABLE passenger_manifest ADD FOREIGN KEY (sailing_id) REFERENCES sailings;"
                 "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                 " IF NEW.status = 'raise' THEN RAISE EXCEPTION 'no place for %', NEW.full_name;"
                 " END IF; RETURN NEW; END $$;"
                 "CREATE TRIGGER refuse BEFORE INSERT ON passenger_manifest FOR EACH ROW"
                 " EXECUTE FUNCTION refuse()")
    bookings.client.produce(bookings.topic, [(b"HP-SECRET", value)])
    daemon = bookings.daemon(log={"level": "debug"})
    daemon.start()
    wait_until(lambda: daemon.status()["state"] == "stalled", "the record stops it")

    told = daemon.log() + json.dumps(daemon.status()) + daemon.get("/metrics")[1]
    assert [secret for secret in SECRETS if secret in told] == []


def test_no_password_is_told(pipeline):
    bookings = Bookings(pipeline)
    secret_file = pipeline.directory / f"password-{pipeline.number}"
    secret_file.write_text("file-s3cr3t")
    url = bookings.scene.database_url.replace("postgres@", "postgres:url-s3cr3t@")
    unreachable = "postgresql://postgres:url-s3cr3t@127.0.0.1:1/harbor"
    malformed = "postgresql://postgres:url-s3cr3t@127.0.0.1:not-a-port/harbor"
    told = ""
    for changes in ({"url": url}, {"url": unreachable}, {"url": malformed},
                    {"url": unreachable, "password_file": str(secret_file)}):
        daemon = bookings.daemon(postgres=changes, log={"level": "debug"})
        daemon.start(wait=False)
        wait_until(lambda: not daemon.is_running() or daemon.get("/readyz")[0] == 200
                   or "sink.down" in daemon.log(), "it has tried")
        told += daemon.log() + daemon.get("/status.json")[1] + daemon.get("/metrics")[1]
        daemon.stop()

    assert "s3cr3t" not in told


def first_line_of_run(path, **variables):
    """What the daemon logs first, to a terminal; its servers are away."""
    admin, admission, away = (f"{LOOPBACK}:{port}" for port in free_ports(3))
    path.write_text(f"""\
kafka: {{brokers: ['{away}']}}
postgres: {{url: 'postgresql://nobody@{away}/harbor'}}
topics: [{{name: a, projection: p}}]
projections:
  p: {{table: t, key: [a], version: {{column: v, from: /v}}, columns: {{a: /a}}}}
http: {{admin: '{admin}', admission: '{admission}'}}
""")
    leader, follower = pty.openpty()
    command = [os.environ["PROJECTOR_BINARY"], "run", "--config", path]
    with subprocess.Popen(command, stdout=follower, stderr=follower,
                          env={"TERM": "xterm", **variables}) as program:
        os.close(follower)
        with os.fdopen(leader, "rb", buffering=0) as terminal:
            line = b""
            while not line.endswith(b"\n"):
                line += terminal.read(1)
            program.terminate()
            assert program.wait(timeout=60) == 0
    return line.decode().replace("\r\n", "\n")


def test_the_log_on_a_terminal_is_text(tmp_path):
    started = r"process\.started  manifest-projector \S+ \(commit \S+\), group manifest-projector, .*\n"
    path = tmp_path / "projector.yaml"
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} \033\[32mINFO \033\[0m " + started,
                        first_line_of_run(path))
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} INFO  " + started,
                        first_line_of_run(path, NO_COLOR="1"))
